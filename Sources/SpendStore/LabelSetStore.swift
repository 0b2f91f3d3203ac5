import GRDB
import SpendCore

/// Ids of label sets. One row for each combination ever seen.
final class LabelSetStore {
  private let db: Database
  private let features: FeatureIndex
  private var ids: [LabelSet: Int32] = [:]
  private let insert: RawStatement
  private let select: RawStatement
  private let selectLabels: RawStatement
  private var sets: [Int32: LabelSet] = [:]
  /// Maximum number of cached label sets. A full cache is emptied, and the database is queried again.
  private static let remembered = 20_000

  static let columns = Dimension.labels.map(\.rawValue)

  static func values(_ labels: LabelSet) -> [String] {
    Dimension.labels.map(labels.value)
  }

  /// Reads a label set from columns that were selected in the order of `columns`, from `first`.
  static func labels(in row: RawStatement, from first: Int32) -> LabelSet {
    var labels = LabelSet()
    for (index, dimension) in Dimension.labels.enumerated() {
      if let label = dimension.label { labels[keyPath: label] = row.text(first + Int32(index)) }
    }
    return labels
  }

  init(_ db: Database, features: FeatureIndex) throws {
    self.db = db
    self.features = features
    let marks = Self.columns.map { _ in "?" }.joined(separator: ", ")
    let conditions = Self.columns.map { "\($0) = ?" }.joined(separator: " AND ")
    insert = try RawStatement(
      db, sql: "INSERT INTO dimension_set (\(Self.columns.joined(separator: ", "))) VALUES (\(marks))")
    select = try RawStatement(db, sql: "SELECT id FROM dimension_set WHERE \(conditions)")
    selectLabels = try RawStatement(
      db, sql: "SELECT \(Self.columns.joined(separator: ", ")) FROM dimension_set WHERE id = ?")
  }

  /// The labels of a stored set.
  func labels(of id: Int32) throws -> LabelSet {
    if let labels = sets[id] { return labels }
    var labels = LabelSet()
    selectLabels.bind(Int64(id), at: 1)
    try selectLabels.forEachRow { labels = Self.labels(in: selectLabels, from: 0) }
    if sets.count >= Self.remembered { sets.removeAll(keepingCapacity: true) }
    sets[id] = labels
    return labels
  }

  func id(of labels: LabelSet) throws -> Int32 {
    if let id = ids[labels] { return id }
    var values = Self.values(labels)
    var id = try storedID(values)
    if id == 0 {
      try bound(&values)
      id = try storedID(values)
    }
    if id == 0 {
      for (index, value) in values.enumerated() { insert.bind(value, at: Int32(index + 1)) }
      try insert.run()
      id = db.lastInsertedRowID
    }
    if ids.count >= Self.remembered { ids.removeAll(keepingCapacity: true) }
    let short = Int32(clamping: id)
    ids[labels] = short
    features.note(values[Self.featureColumn], dimensionSet: short)
    return short
  }

  private func storedID(_ values: [String]) throws -> Int64 {
    var id: Int64 = 0
    for (index, value) in values.enumerated() { select.bind(value, at: Int32(index + 1)) }
    try select.forEachRow { id = select.int(0) }
    return id
  }

  // MARK: Labels without end

  /// Maximum number of distinct values of one label. Without it, a log with an id or a prompt in the place
  /// of a feature would create a row of sums for each request.
  static let mostValues = 10_000
  /// Stands for the values beyond.
  static let other = "__other__"
  private static let featureColumn = columns.firstIndex(of: "feature") ?? 2

  /// The values of each label, up to the maximum; read from the database on first use, and empty until then.
  private var known: [Set<String>] = []

  /// Puts `__other__` in the place of values that are new where there are too many already.
  private func bound(_ values: inout [String]) throws {
    if known.isEmpty { known = try storedValues() }
    // In place: a copy for each new value would take time in the square of their number.
    for (index, value) in values.enumerated() where !known[index].contains(value) {
      if known[index].count >= Self.mostValues {
        values[index] = Self.other
      } else {
        known[index].insert(value)
      }
    }
  }

  private func storedValues() throws -> [Set<String>] {
    try Self.columns.map { try Set(String.fetchAll(db, sql: "SELECT DISTINCT \($0) FROM dimension_set")) }
  }
}

/// Features as small numbers within this process, and the feature of each dimension set.
final class FeatureIndex {
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
