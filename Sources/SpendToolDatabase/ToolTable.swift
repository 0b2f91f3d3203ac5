import Foundation
import GRDB

/// A table of a tool whose rows are requests, or sessions of them.
struct ToolTable {
  static let stampName = "spendtop_stamp"
  static let idName = "spendtop_id"

  private enum Tool {
    /// `message(id, session_id, time_updated, data)`, `data` a JSON object.
    case openCode
    /// `sessions(id, …)`, one row that grows.
    case goose
  }

  private var tool: Tool
  private var stamp: String

  /// Nil when the database is of no known tool.
  init?(in database: Database) throws {
    func columns(_ table: String) throws -> Set<String> {
      guard try database.tableExists(table) else { return [] }
      return Set(try database.columns(in: table).map(\.name))
    }
    let message = try columns("message")
    let sessions = try columns("sessions")
    if message.isSuperset(of: ["id", "session_id", "data"]) {
      tool = .openCode
      stamp = message.contains("time_updated") ? "coalesce(time_updated, 0)" : "0"
    } else if sessions.isSuperset(of: ["id", "accumulated_total_tokens"]) {
      tool = .goose
      stamp = sessions.contains("updated_at") ? "coalesce(updated_at, '')" : "''"
    } else {
      return nil
    }
  }

  /// The next rows in the order of their last change.
  func rows(
    _ database: Database, after last: (stamp: DatabaseValue, id: DatabaseValue)?, limit: Int
  ) throws -> [Row] {
    let table = tool == .openCode ? "message" : "sessions"
    var sql = "SELECT *, \(stamp) AS \(Self.stampName), id AS \(Self.idName) FROM \(table)"
    var arguments: [DatabaseValue] = []
    if let last {
      if last.id.isNull {
        sql += " WHERE \(stamp) >= ?"
        arguments = [last.stamp]
      } else {
        sql += " WHERE (\(stamp), id) > (?, ?)"
        arguments = [last.stamp, last.id]
      }
    }
    sql += " ORDER BY \(stamp), id LIMIT \(limit)"
    return try Row.fetchAll(database, sql: sql, arguments: StatementArguments(arguments))
  }

  /// Adds a row as a line.
  func append(_ row: Row, to page: inout [UInt8]) {
    switch tool {
    case .openCode:
      let data = (String.fromDatabaseValue(row["data"]) ?? "").utf8.drop { $0 <= 0x20 }
      guard data.first == UInt8(ascii: "{") else { return }
      let rest = data.dropFirst()
      page.append(contentsOf: Self.object(row, ["id": "id", "session_id": "sessionID"]).dropLast())
      if rest.first(where: { $0 > 0x20 }) != UInt8(ascii: "}") { page.append(UInt8(ascii: ",")) }
      page.append(contentsOf: rest.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 })
    case .goose:
      let names = [
        "id", "working_dir", "created_at", "updated_at", "total_tokens", "input_tokens", "output_tokens",
        "accumulated_total_tokens", "accumulated_input_tokens", "accumulated_output_tokens",
        "accumulated_cost", "provider_name", "model_config_json",
      ]
      page.append(contentsOf: Self.object(row, Dictionary(uniqueKeysWithValues: names.map { ($0, $0) })))
    }
    page.append(0x0A)
  }

  /// A JSON object of columns that hold something, under the names given.
  private static func object(_ row: Row, _ names: [String: String]) -> [UInt8] {
    var members: [String: String] = [:]
    for (column, name) in names {
      guard row.hasColumn(column) else { continue }
      let value: DatabaseValue = row[column]
      switch value.storage {
      case .int64(let number): members[name] = "\(number)"
      case .double(let number): members[name] = "\(number)"
      case .string(let text): members[name] = text
      case .blob, .null: continue
      }
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(members)).map { [UInt8]($0) } ?? Array("{}".utf8)
  }
}
