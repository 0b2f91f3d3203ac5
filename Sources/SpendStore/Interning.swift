import GRDB
import SpendCore

/// Ids of label sets. One row for each combination ever seen.
final class LabelTable {
  private let db: Database
  private let features: FeatureNames
  private var ids: [LabelSet: Int32] = [:]
  private let insert: RawStatement
  private let select: RawStatement
  /// Remembered sets; a log with more of them is asked again rather than held in memory.
  private static let remembered = 20_000

  static let columns = [
    "provider", "model", "feature", "query_type", "tier", "region", "team", "key", "project", "environment",
    "tags", "format",
  ]

  static func values(_ labels: LabelSet) -> [String] {
    [
      labels.provider, labels.model, labels.feature, labels.queryType, labels.tier, labels.region,
      labels.team,
      labels.key, labels.project, labels.environment, labels.tags, labels.format,
    ]
  }

  init(_ db: Database, features: FeatureNames) throws {
    self.db = db
    self.features = features
    let marks = Self.columns.map { _ in "?" }.joined(separator: ", ")
    let conditions = Self.columns.map { "\($0) = ?" }.joined(separator: " AND ")
    insert = try RawStatement(
      db, sql: "INSERT INTO dimension_set (\(Self.columns.joined(separator: ", "))) VALUES (\(marks))")
    select = try RawStatement(db, sql: "SELECT id FROM dimension_set WHERE \(conditions)")
  }

  func id(of labels: LabelSet) throws -> Int32 {
    if let id = ids[labels] { return id }
    let values = Self.values(labels)
    var id: Int64 = 0
    for (index, value) in values.enumerated() { select.bind(value, at: Int32(index + 1)) }
    try select.forEachRow { id = select.int(0) }
    if id == 0 {
      for (index, value) in values.enumerated() { insert.bind(value, at: Int32(index + 1)) }
      try insert.run()
      id = db.lastInsertedRowID
    }
    if ids.count >= Self.remembered { ids.removeAll(keepingCapacity: true) }
    let short = Int32(clamping: id)
    ids[labels] = short
    features.note(labels.feature, dimensionSet: short)
    return short
  }
}

/// Features as small numbers within this process, and the feature of each dimension set.
final class FeatureNames {
  private var names: [String] = []
  private var indexes: [String: Int32] = [:]
  private var ofDimensionSet: [Int32: Int32] = [:]
  private let select: RawStatement

  init(_ db: Database) throws {
    select = try RawStatement(db, sql: "SELECT feature FROM dimension_set WHERE id = ?")
  }

  func note(_ feature: String, dimensionSet: Int32) {
    if let index = indexes[feature] {
      ofDimensionSet[dimensionSet] = index
    } else {
      let index = Int32(names.count)
      names.append(feature)
      indexes[feature] = index
      ofDimensionSet[dimensionSet] = index
    }
  }

  func index(ofDimensionSet id: Int32) throws -> Int32 {
    if let index = ofDimensionSet[id] { return index }
    var feature = ""
    select.bind(Int64(id), at: 1)
    try select.forEachRow { feature = select.text(0) }
    note(feature, dimensionSet: id)
    return ofDimensionSet[id] ?? 0
  }

  func name(_ index: Int32) -> String {
    names[Int(index)]
  }
}

/// Ids of users and sessions.
final class NameTable {
  private let db: Database
  private var ids: [String: Int64] = [:]
  private let insert: RawStatement
  private let select: RawStatement
  private static let remembered = 20_000

  init(_ db: Database) throws {
    self.db = db
    insert = try RawStatement(db, sql: "INSERT INTO name (text) VALUES (?)")
    select = try RawStatement(db, sql: "SELECT id FROM name WHERE text = ?")
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
