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
