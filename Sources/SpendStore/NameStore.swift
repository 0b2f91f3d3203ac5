import GRDB
import SpendCore

/// Ids of users and sessions.
final class NameStore {
  private let db: Database
  private var ids: [String: Int64] = [:]
  private let insert: RawStatement
  private let select: RawStatement
  private let selectText: RawStatement
  private static let remembered = 20_000

  init(_ db: Database) throws {
    self.db = db
    insert = try RawStatement(db, sql: "INSERT INTO name (text) VALUES (?)")
    select = try RawStatement(db, sql: "SELECT id FROM name WHERE text = ?")
    selectText = try RawStatement(db, sql: "SELECT text FROM name WHERE id = ?")
  }

  func text(of id: Int64) throws -> String {
    var text = ""
    selectText.bind(id, at: 1)
    try selectText.forEachRow { text = selectText.text(0) }
    return text
  }

  func id(of text: String) throws -> Int64 {
    if let id = ids[text] { return id }
    var id: Int64 = 0
    select.bind(text, at: 1)
    try select.forEachRow { id = select.int(0) }
    if id == 0 {
      insert.bind(text, at: 1)
      try insert.run()
      id = db.lastInsertedRowID
    }
    if ids.count >= Self.remembered { ids.removeAll(keepingCapacity: true) }
    ids[text] = id
    return id
  }
}
