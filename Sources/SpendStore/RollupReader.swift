import GRDB
import SpendCore

/// Sums the rows of a rollup, or the costs of events, by the values of some labels.
///
/// SQLite would sort all rows before it adds them up by label; there are few label sets, so their
/// groups are numbered first and each row is added where it belongs, in the order in which it lies.
struct RollupReader {
  /// The number of each label set's group.
  private var groupOfSet = GroupTable()
  /// The values each group stands for.
  private(set) var keys: [[String]] = []
  private let readsOnlyCost: Bool

  init(_ query: SpendQuery, _ db: Database) throws {
    readsOnlyCost = query.includesOnlyCost
    guard !query.groups.isEmpty else {
      keys = [[]]
      return
    }
    let labels = query.groups.map { $0.labelColumn ?? "feature" }
    let statement = try RawStatement(
      db, sql: "SELECT id, \(labels.joined(separator: ", ")) FROM dimension_set")
    var numbers: [[String]: Int] = [:]
    try statement.forEachRow {
      let values = labels.indices.map { statement.text(Int32($0 + 1)) }
      let number = numbers[values] ?? keys.count
      if number == keys.count {
        numbers[values] = number
        keys.append(values)
      }
      groupOfSet.set(number, for: statement.int(0))
    }
  }

  /// The place of a label set's group in `keys`.
  func group(ofSet id: Int64) -> Int? {
    keys.count == 1 && groupOfSet.isEmpty ? 0 : groupOfSet[id]
  }

  /// Calls `found` with the sums of each slice and group of a piece. `slice` maps a slot of the table to its
  /// slice of time; equal slices must follow each other.
  func run(
    _ from: RollupSQL, range: (Int64, Int64), condition: String, _ db: Database,
    slice: (Int64) -> Int64, found: (_ slice: Int64, _ keys: [String], _ sums: RollupTotals) -> Void
  ) throws {
    let columns =
      readsOnlyCost
      ? "\(from.cost), \(from.unpricedRequests)"
      : RollupTotals.columns.map { "r.\($0)" }.joined(separator: ", ")
    let statement = try RawStatement(
      db,
      sql: """
        SELECT \(from.finestSlot), r.dimension_set_id, \(columns) FROM \(from.name) r
        WHERE \(from.time) >= \(range.0) AND \(from.time) < \(range.1) \(condition) ORDER BY \(from.time)
        """)
    var totals = [RollupTotals](repeating: RollupTotals(), count: keys.count)
    var slices = SlicedGroups(count: keys.count)
    func hand() {
      slices.end { slice, group in
        found(slice, keys[group], totals[group])
        totals[group] = RollupTotals()
      }
    }
    try statement.forEachRow {
      if let next = slices.begin(statement.int(0), slice) {
        hand()
        slices.current = next
      }
      guard let group = group(ofSet: statement.int(1)) else { return }
      slices.touch(group)
      if readsOnlyCost {
        totals[group].cost &+= statement.int(2)
        totals[group].unpricedRequests &+= RollupTotals.count(statement.int(3))
      } else {
        var column: Int32 = 1
        totals[group].add(
          RollupTotals {
            column += 1
            return statement.int(column)
          })
      }
    }
    hand()
  }

  /// Calls `found` with the durations of each slice and group of a piece, as `run` does with sums.
  func histograms(
    _ from: RollupSQL, range: (Int64, Int64), condition: String, _ db: Database, slice: (Int64) -> Int64,
    found: (_ slice: Int64, _ keys: [String], _ latency: LatencyHistogram, _ firstToken: LatencyHistogram) ->
      Void
  ) throws {
    let statement = try RawStatement(
      db,
      sql: """
        SELECT \(from.finestSlot), r.dimension_set_id, r.kind, r.buckets
        FROM \(from.source(groupedBy: [], histograms: true))
        WHERE \(from.time) >= \(range.0) AND \(from.time) < \(range.1) \(condition)
          AND length(r.buckets) > 0
        ORDER BY \(from.time)
        """)
    var latencies = [LatencyHistogram](repeating: LatencyHistogram(), count: keys.count)
    var firstTokens = latencies
    var slices = SlicedGroups(count: keys.count)
    func hand() {
      slices.end { slice, group in
        found(slice, keys[group], latencies[group], firstTokens[group])
        latencies[group] = LatencyHistogram()
        firstTokens[group] = LatencyHistogram()
      }
    }
    try statement.forEachRow {
      if let next = slices.begin(statement.int(0), slice) {
        hand()
        slices.current = next
      }
      guard let group = group(ofSet: statement.int(1)) else { return }
      slices.touch(group)
      if statement.int(2) == Int64(HistogramCodec.Kind.firstToken.rawValue) {
        HistogramCodec.add(statement.blob(3), to: &firstTokens[group])
      } else {
        HistogramCodec.add(statement.blob(3), to: &latencies[group])
      }
    }
    hand()
  }
}
