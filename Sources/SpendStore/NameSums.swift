import SpendCore

/// Sums of events by the user or session, and the sums of those that have no place of their own.
struct NameSums {
  /// The place of each name by its id; 0 for events without one.
  private(set) var places: [Int64: Int]
  /// By place; the first is that of all names without one.
  private var totals: [RollupTotals]
  private var latencies = DurationCounts()
  private var firstTokens = DurationCounts()
  private let includesLatency: Bool

  /// What `add` reads: the name's id, the durations and the columns of the sums.
  static func columns(name: String) -> String {
    "\(name), r.latency_ms, r.ttft_ms, \(RollupTotals.eventColumns.map { "r.\($0)" }.joined(separator: ", "))"
  }

  init(of names: [Int64], includesLatency: Bool) {
    places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0 + 1) })
    totals = [RollupTotals](repeating: RollupTotals(), count: names.count + 1)
    self.includesLatency = includesLatency
  }

  /// The sums of all names of the rows of a statement with `columns`; nil when they are more than `most`.
  static func few(_ rows: RawStatement, most: Int, includesLatency: Bool) throws -> NameSums? {
    var sums = NameSums(of: [], includesLatency: includesLatency)
    let isMany = try rows.hasRow {
      sums.addNamed(rows)
      return sums.places.count > most
    }
    return isMany ? nil : sums
  }

  /// Adds the event of a row with `columns`. A name without a place counts among the others.
  mutating func add(_ row: RawStatement) {
    add(row, at: places[row.int(0)] ?? 0)
  }

  /// Adds the event of a row with `columns`, and gives its name a place when it has none.
  private mutating func addNamed(_ row: RawStatement) {
    let name = row.int(0)
    if let place = places[name] { return add(row, at: place) }
    places[name] = totals.count
    totals.append(RollupTotals())
    add(row, at: totals.count - 1)
  }

  private mutating func add(_ row: RawStatement, at place: Int) {
    totals[place].add(RollupTotals(ofEvent: row, from: 3))
    guard includesLatency else { return }
    if let latency = row.optionalInt(1) { latencies.add(milliseconds: latency, to: place) }
    if let firstToken = row.optionalInt(2) { firstTokens.add(milliseconds: firstToken, to: place) }
  }

  /// The sums of a name; nil for those of all names without a place.
  func sums(of name: Int64?) -> SpendSums {
    let place = name.flatMap { places[$0] } ?? 0
    var sums = totals[place].sums
    sums.latency = latencies.histogram(of: place)
    sums.firstToken = firstTokens.histogram(of: place)
    return sums
  }
}
