import SpendAnalytics
public import SpendCore

/// Asks a store for what the rules look at, and remembers what does not change until the next hour.
public final class AlertFactsCollector {
  private let source: any SpendSource & IngestFactsSource
  private let budgets: [Budget]
  private let rules: [AlertRule]
  private let evaluator: BudgetEvaluator
  private let burnWindows: [Int64]
  private var seriesWatch: SeriesFactsCollector
  private var trafficWatch: TrafficFactsCollector
  private var lineCounts: [(at: Instant, lines: Int64, rejected: Int64)] = []

  public init(
    source: any SpendSource & IngestFactsSource, zone: Zone, billingDay: Int = 1, budgets: [Budget],
    rules: [AlertRule]
  ) {
    self.source = source
    self.budgets = budgets
    self.rules = rules.filter(\.isOn)
    evaluator = BudgetEvaluator(source: source, zone: zone, billingDay: billingDay, refreshSeconds: 300)
    burnWindows = self.rules.filter { $0.needs(.burnRates) }.map(\.windowSeconds)
    seriesWatch = SeriesFactsCollector(
      source: source, monthly: budgets.first { $0.filters.isEmpty && $0.splitBy == nil }?.amount)
    trafficWatch = TrafficFactsCollector(source: source, zone: zone)
  }

  /// Names of the budgets whose filters are a part of another's, by the name of that other.
  public static func parents(_ budgets: [Budget]) -> [String: Set<String>] {
    var parents: [String: Set<String>] = [:]
    for child in budgets {
      let own = Set(child.filters)
      for other in budgets where other.name != child.name && other.splitBy == nil {
        let theirs = Set(other.filters)
        let isPart = theirs.isStrictSubset(of: own) || (theirs == own && child.splitBy != nil)
        if isPart { parents[child.name, default: []].insert(other.name) }
      }
    }
    return parents
  }

  /// Throws the errors of the store; the stored state is kept then.
  public func facts(at now: Instant) throws -> AlertFacts {
    var facts = AlertFacts(now: now)
    facts.budgets = try evaluator.statuses(of: budgets, at: now, burnWindows: burnWindows)
    if rules.contains(where: { $0.needs(.series) }) {
      facts.series = try seriesWatch.facts(at: now)
    }
    facts.traffic = try trafficWatch.facts(for: rules, at: now)
    facts.ingest = try source.ingestFacts(since: Instant(seconds: 0))
    if rules.contains(where: { $0.needs(.folders) }) {
      facts.ingest.folders = try source.logFolders()
    }
    countLines(&facts)
    return facts
  }

  /// Forgets what was counted by a clock that was set since.
  public func clockWasSet() {
    lineCounts = []
    evaluator.clockWasSet()
  }

  private func countLines(_ facts: inout AlertFacts) {
    lineCounts.append((facts.now, facts.ingest.lines, facts.ingest.rejected))
    lineCounts.removeAll { facts.now.seconds - $0.at.seconds > 3_600 }
    guard let first = lineCounts.first else { return }
    facts.recentLines = max(0, facts.ingest.lines - first.lines)
    facts.recentRejects = max(0, facts.ingest.rejected - first.rejected)
  }
}
