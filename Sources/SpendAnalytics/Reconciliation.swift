public import SpendCore

/// The reports of providers beside the sums of the logs, for each day, model and project, with reasons for
/// their differences.
///
/// Every row of a report is in a line or in `leftOut`.
public struct Reconciliation {
  public struct Key: Hashable, Comparable {
    public var day: Instant
    public var provider: String
    public var model: String
    /// Empty where the logs do not name projects as the provider does.
    public var project: String
    /// A position of the bill that belongs to no model, such as web searches; empty for the others.
    public var item = ""

    public static func < (a: Key, b: Key) -> Bool {
      (a.day, a.provider, a.model, a.item, a.project) < (b.day, b.provider, b.model, b.item, b.project)
    }
  }

  /// One side of a comparison; nil for figures that it does not state.
  public struct Side: Hashable {
    public var requests: Int64?
    public var input: Int64?
    public var cacheRead: Int64?
    public var cacheWrite: Int64?
    public var output: Int64?
    public var cost: Money?
    /// Tokens of batches.
    public var batchTokens: Int64 = 0
    public var unpricedRequests: Int64 = 0

    public var tokens: Int64? {
      let known = [input, cacheRead, cacheWrite, output].compactMap { $0 }
      return known.isEmpty ? nil : known.reduce(0) { $0 &+ $1 }
    }

    public mutating func add(_ other: Side) {
      func sum(_ a: Int64?, _ b: Int64?) -> Int64? { a == nil ? b : b.map { (a ?? 0) &+ $0 } ?? a }
      requests = sum(requests, other.requests)
      input = sum(input, other.input)
      cacheRead = sum(cacheRead, other.cacheRead)
      cacheWrite = sum(cacheWrite, other.cacheWrite)
      output = sum(output, other.output)
      cost = other.cost.map { (cost ?? .zero) + $0 } ?? cost
      batchTokens = batchTokens &+ other.batchTokens
      unpricedRequests = unpricedRequests &+ other.unpricedRequests
    }
  }

  public struct Line: Hashable {
    public var key: Key
    public var theirs: Side
    public var ours: Side
    public var reasons: [String] = []
  }

  /// Rows of a report that are in no line, because they repeat others or cannot be compared.
  public struct LeftOut: Hashable {
    public var day: Instant
    public var endpoint: String
    public var rows: Int
    public var cost: Money?
    public var reason: String
  }

  public private(set) var lines: [Line] = []
  public private(set) var leftOut: [LeftOut] = []
  /// The sums of all lines.
  public private(set) var theirs = Side()
  public private(set) var ours = Side()

  /// `ours`: rows by day of UTC, grouped by provider, model, project and tier.
  public init(theirs aggregates: [ProviderAggregate], ours rows: [SpendRow]) {
    let known = Set(rows.map { Self.project($0) })
    let (kept, leftOut) = Self.finest(aggregates)
    self.leftOut = leftOut
    let theirs = Self.sides(kept, projects: known)
    let named = Set(theirs.keys.map(\.project)).subtracting([""])
    let days = Set(theirs.keys.map(\.day))
    let providers = Set(theirs.keys.map(\.provider))
    var ours: [Key: Side] = [:]
    for row in rows {
      guard let day = row.bucketStart, days.contains(day), providers.contains(row.keys[0]) else { continue }
      let project = named.contains(row.keys[2]) ? row.keys[2] : ""
      let key = Key(day: day, provider: row.keys[0], model: Self.undated(row.keys[1]), project: project)
      ours[key, default: Side()].add(Self.side(row))
    }
    lines = Set(theirs.keys).union(ours.keys).sorted().map {
      Line(key: $0, theirs: theirs[$0] ?? Side(), ours: ours[$0] ?? Side())
    }
    for index in lines.indices { lines[index].reasons = reasons(at: index) }
    for line in lines {
      self.theirs.add(line.theirs)
      self.ours.add(line.ours)
    }
  }

  /// True when the cost of a line, or its tokens where the report has no cost, differs by more than a share
  /// of the report's figure.
  public func exceeds(_ tolerance: Double) -> Bool {
    lines.contains { line in
      func differs(_ a: Int64?, _ b: Int64?) -> Bool {
        guard let a else { return false }
        let difference = Double(a) - Double(b ?? 0)
        return abs(difference) > tolerance * abs(Double(a))
      }
      // Usage that is missing from the report may be sold elsewhere.
      guard line.theirs != Side() else { return false }
      return line.theirs.cost != nil
        ? differs(line.theirs.cost?.nanodollars, line.ours.cost?.nanodollars)
        : differs(line.theirs.tokens, line.ours.tokens) || differs(line.theirs.requests, line.ours.requests)
    }
  }

  // MARK: Gathering

  private static func project(_ row: SpendRow) -> String { row.keys[2] }

  private static func side(_ row: SpendRow) -> Side {
    let sums = row.sums
    var side = Side(
      requests: sums.requests, input: sums.input, cacheRead: sums.cacheRead,
      cacheWrite: sums.cacheWrite5m &+ sums.cacheWrite1h, output: sums.output, cost: sums.cost)
    side.unpricedRequests = sums.unpricedRequests
    if row.keys[3] == "batch" { side.batchTokens = sums.promptTokens &+ sums.output }
    return side
  }

  private static func sides(_ rows: [ProviderAggregate], projects: Set<String>) -> [Key: Side] {
    var sides: [Key: Side] = [:]
    for row in rows {
      let project = projects.contains(row.project) ? row.project : ""
      let key = Key(
        day: Self.day(of: row.window.start), provider: row.provider, model: undated(row.model),
        project: project, item: row.model.isEmpty ? item(row) : "")
      var side = Side(
        requests: row.requests, input: row.input, cacheRead: row.cacheRead, cacheWrite: row.cacheWrite,
        output: row.output, cost: row.cost)
      if row.tier == "batch" { side.batchTokens = side.tokens ?? 0 }
      sides[key, default: Side()].add(side)
    }
    return sides
  }

  /// The position of a bill that names no model; empty for a sum over all of them.
  private static func item(_ row: ProviderAggregate) -> String {
    row.detail.split(separator: "|").joined(separator: " ")
  }

  /// Selects the rows to compare, so that each cost is counted once: a report may have been fetched in
  /// several widths and groupings. Of overlapping spans the widest stay, and of those the rows that name a
  /// model or a position of the bill, where any does.
  private static func finest(_ rows: [ProviderAggregate]) -> (kept: [ProviderAggregate], [LeftOut]) {
    struct Report: Hashable {
      public var endpoint: String
      public var day: Instant
    }
    func width(_ row: ProviderAggregate) -> Int64 {
      row.window.end.microseconds &- row.window.start.microseconds
    }
    let reports = Dictionary(grouping: rows) {
      Report(endpoint: $0.endpoint, day: day(of: $0.window.start))
    }
    var kept: [ProviderAggregate] = []
    var leftOut: [LeftOut] = []
    func leave(_ rows: [ProviderAggregate], _ report: Report, _ reason: String) {
      guard !rows.isEmpty else { return }
      let costs = rows.compactMap(\.cost)
      leftOut.append(
        LeftOut(
          day: report.day, endpoint: report.endpoint, rows: rows.count,
          cost: costs.isEmpty ? nil : costs.reduce(.zero, +), reason: reason))
    }
    for (report, all) in reports {
      let amounts = Dictionary(grouping: all) { $0.endpoint.hasSuffix(".costs") && $0.cost == nil }
      for (item, rows) in Dictionary(grouping: amounts[true] ?? [], by: Self.item) {
        leave(rows, report, "no amount in US dollars: \(item)")
      }
      let rows = amounts[false] ?? []
      // Consecutive spans, of whatever lengths, do not overlap.
      var spans: Set<TimeWindow> = []
      var wide: [ProviderAggregate] = []
      var narrow: [ProviderAggregate] = []
      for (_, equal) in Dictionary(grouping: rows, by: width).sorted(by: { $0.key > $1.key }) {
        let parts = Dictionary(grouping: equal) { row in
          spans.contains { $0.start < row.window.end && row.window.start < $0.end }
        }
        narrow += parts[true] ?? []
        wide += parts[false] ?? []
        spans.formUnion((parts[false] ?? []).map(\.window))
      }
      leave(narrow, report, "narrower time spans: wider ones cover them")
      let named = wide.filter { !$0.model.isEmpty || !item($0).isEmpty }
      if named.contains(where: { !$0.model.isEmpty }) {
        leave(wide.filter { $0.model.isEmpty && item($0).isEmpty }, report, "sum over models that are listed")
        kept += named
      } else {
        kept += wide
      }
    }
    return (kept, leftOut.sorted { ($0.day, $0.endpoint, $0.reason) < ($1.day, $1.endpoint, $1.reason) })
  }

  private static func day(of time: Instant) -> Instant {
    let day: Int64 = 86_400_000_000
    let rest = time.microseconds % day
    return Instant(microseconds: time.microseconds &- (rest < 0 ? rest &+ day : rest))
  }

  /// A name without the date of its version: reports and logs differ in whether they name it.
  public static func undated(_ model: String) -> String {
    let parts = model.split(separator: "-", omittingEmptySubsequences: false)
    func isNumber(_ index: Int, digits: Int) -> Bool {
      index > 0 && parts[index].utf8.count == digits && parts[index].allSatisfy(\.isNumber)
    }
    let last = parts.count - 1
    if isNumber(last, digits: 8) { return parts.dropLast().joined(separator: "-") }
    if last > 2, isNumber(last, digits: 2), isNumber(last - 1, digits: 2), isNumber(last - 2, digits: 4) {
      return parts.dropLast(3).joined(separator: "-")
    }
    return model
  }

  // MARK: Explaining

  /// Shares below this are rounding.
  private static let tolerance = 0.005

  private static func differ(_ a: Int64?, _ b: Int64?) -> Bool {
    guard let a, let b, a != b else { return false }
    return Double((a - b).magnitude) > tolerance * Double(max(a.magnitude, b.magnitude))
  }

  private func reasons(at index: Int) -> [String] {
    let line = lines[index]
    let (theirs, ours) = (line.theirs, line.ours)
    guard line.key.item.isEmpty else { return ["no model: the logs have no requests for this position"] }
    guard ours != Side() else { return ["missing source: nothing of it was read"] }
    guard theirs != Side() else {
      return line.key.model.isEmpty ? [] : ["not in the report: sold elsewhere, or not fetched"]
    }
    var reasons: [String] = []
    let tokensDiffer = Self.differ(theirs.tokens, ours.tokens)
    let costDiffers = Self.differ(theirs.cost?.nanodollars, ours.cost?.nanodollars)
    if tokensDiffer || Self.differ(theirs.requests, ours.requests) {
      if isMovedToNeighbour(index) {
        reasons.append("day boundary: with the day beside it they agree")
      } else if let wanted = theirs.requests, let found = ours.requests, wanted > found {
        reasons.append("missing source: \(wanted - found) of \(wanted) requests were not read")
      } else if let wanted = theirs.tokens, let found = ours.tokens, wanted > found {
        reasons.append("missing source: \(wanted - found) of \(wanted) tokens were not read")
      } else {
        reasons.append("more was read than the report has: it may be late, or leave something out")
      }
    }
    if !tokensDiffer, Self.differ(theirs.cacheRead, ours.cacheRead) {
      reasons.append("cached share: the tokens agree, how many were cached does not")
    }
    guard costDiffers else { return reasons }
    if ours.unpricedRequests > 0 {
      reasons.append("unpriced: \(ours.unpricedRequests) requests have no price")
    }
    if let factor = unitFactor(theirs.cost, ours.cost) {
      reasons.append("unit: the costs differ \(factor)-fold")
    }
    if Self.differ(theirs.batchTokens, ours.batchTokens) {
      reasons.append("batch share: batches cost half, and the logs have another number of them")
    }
    if reasons.isEmpty { reasons.append("price: the tokens agree or are not said, the cost does not") }
    return reasons
  }

  /// True when the neighbouring day has the opposite difference.
  private func isMovedToNeighbour(_ index: Int) -> Bool {
    let key = lines[index].key
    let day: Int64 = 86_400_000_000
    for neighbour in [key.day.microseconds - day, key.day.microseconds + day] {
      var other = key
      other.day = Instant(microseconds: neighbour)
      guard let beside = lines.first(where: { $0.key == other }) else { continue }
      var theirs = lines[index].theirs
      var ours = lines[index].ours
      theirs.add(beside.theirs)
      ours.add(beside.ours)
      guard theirs.tokens != nil, ours.tokens != nil else { continue }
      if !Self.differ(theirs.tokens, ours.tokens) { return true }
    }
    return false
  }

  /// 100 or 1000 when the costs differ by just that.
  private func unitFactor(_ a: Money?, _ b: Money?) -> Int64? {
    guard let a = a?.nanodollars, let b = b?.nanodollars, a > 0, b > 0 else { return nil }
    let (large, small) = (max(a, b), min(a, b))
    return [100, 1_000, 1_000_000].first { factor in
      let (scaled, overflow) = small.multipliedReportingOverflow(by: factor)
      return !overflow && !Self.differ(scaled, large)
    }
  }
}
