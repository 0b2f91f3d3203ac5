import ArgumentParser
import SpendAnalytics
import SpendAlerts
import SpendCore
import SpendReports
import SpendFormatting
import SpendIngest
import SpendPricing
import SpendSettings
import SpendStore

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Checks for monitoring systems: OK 0, WARNING 1, CRITICAL 2, UNKNOWN 3.",
    discussion: """
      Output and ranges are those of Nagios, Icinga and monitoring-plugins. Needs no home, no terminal
      and writes nothing.

        spendtop check budget --budget prod-monthly -w 80 -c 95
        spendtop check burn --window 1h -w 6 -c 14.4
        spendtop check lag -w 120 -c 600
      """,
    version: Spendtop.configuration.version,
    subcommands: [
      CheckRun.self, CheckCommitment.self,
      CheckBudget.self, CheckBurn.self, CheckForecast.self, CheckAnomaly.self, CheckLag.self,
      CheckFreshness.self, CheckLimits.self, CheckRejects.self,
      CheckUnpriced.self, CheckErrors.self, CheckLatency.self,
    ])
}

struct CheckBudget: CheckingCommand {
  static let configuration = CommandConfiguration(
    commandName: "budget", abstract: "Spend of a budget, in percent of its amount.",
    discussion: "  spendtop check budget --budget prod-monthly -w 80 -c 95",
    version: Spendtop.configuration.version)

  @OptionGroup var options: CheckOptions
  @OptionGroup var choice: BudgetChoice

  func result(_ context: Context) throws -> PluginResult {
    let limits = try options.thresholds()
    try options.refuseFilters(
      "a budget has its own filters", tryThis: "spendtop budget set NAME --filter key=value")
    let check = try options.open(context, service: "BUDGET")
    let budgets = try check.budgets(choice.budget)
    if let stale = check.stale { return stale }
    var result = BudgetCheck.used(try check.statuses(of: budgets), limits: limits)
    if budgets.count == 1, budgets[0].splitBy == nil { result.details += try top(budgets[0], check) }
    return result
  }

  /// The costliest features or models of a budget.
  private func top(_ budget: Budget, _ check: OpenedCheck) throws -> [String] {
    let window = budget.window(
      at: check.now, zone: check.context.zone, billingDay: check.context.settings.billingDay)
    let query = SpendQuery(
      window: TimeWindow(start: window.start, end: check.now), groups: [.feature, .model],
      filters: budget.filters)
    let rows = try check.context.reading { try check.store.rows(for: query) }
    let total = rows.reduce(Money.zero) { $0 + $1.sums.cost }
    return rows.sorted { $0.sums.cost > $1.sums.cost }.prefix(3).filter { $0.sums.cost > .zero }.map { row in
      let name = row.keys.map { $0.isEmpty ? Dimension.none : $0 }.joined(separator: "/")
      let share = Double(row.sums.cost.nanodollars) / Double(max(1, total.nanodollars))
      return "top: \(name) \(AmountText.amount(row.sums.cost)) (\(AmountText.percent(share)))"
    }
  }
}

struct CheckForecast: CheckingCommand {
  static let configuration = CommandConfiguration(
    commandName: "forecast", abstract: "Forecast spend of a budget's period, in percent of its amount.",
    discussion: "  spendtop check forecast --budget prod-monthly",
    version: Spendtop.configuration.version)

  @OptionGroup var options: CheckOptions
  @OptionGroup var choice: BudgetChoice

  func result(_ context: Context) throws -> PluginResult {
    let limits = try options.thresholds()
    try options.refuseFilters(
      "a budget has its own filters", tryThis: "spendtop budget set NAME --filter key=value")
    let check = try options.open(context, service: "FORECAST")
    let budgets = try check.budgets(choice.budget)
    if let stale = check.stale { return stale }
    return BudgetCheck.forecast(try check.statuses(of: budgets), limits: limits)
  }
}

struct CheckBurn: CheckingCommand {
  static let configuration = CommandConfiguration(
    commandName: "burn",
    abstract: "Burn rate of a budget, as a multiple of its even rate.",
    discussion: "  spendtop check burn --budget prod-monthly --window 1h -w 6 -c 14.4",
    version: Spendtop.configuration.version)

  @OptionGroup var options: CheckOptions
  @OptionGroup var choice: BudgetChoice
  @Option(
    parsing: .unconditional, help: "Long window; the short one is a twelfth of it (default: 1h, 6h and 24h).")
  var window: String?

  func result(_ context: Context) throws -> PluginResult {
    let given = try options.thresholds()
    let isGiven = given != Thresholds()
    let windows: [(String, Int64, Thresholds)]
    if window != nil || isGiven {
      let word = window ?? "1h"
      let usual = Thresholds(warn: ThresholdRange(end: 6), critical: ThresholdRange(end: 14.4))
      windows = [(word, try CheckOptions.seconds(word), isGiven ? given : usual)]
    } else {
      windows = [
        ("1h", 3_600, Thresholds(critical: ThresholdRange(end: 14.4))),
        ("6h", 21_600, Thresholds(critical: ThresholdRange(end: 6))),
        ("24h", 86_400, Thresholds(warn: ThresholdRange(end: 3))),
      ]
    }
    try options.refuseFilters(
      "a budget has its own filters", tryThis: "spendtop budget set NAME --filter key=value")
    let check = try options.open(context, service: "BURN")
    let budgets = try check.budgets(choice.budget)
    if let stale = check.stale { return stale }
    let statuses = try check.statuses(of: budgets, burnWindows: windows.map(\.1), forecasts: false)
    return TrafficCheck.burn(
      statuses.flatMap { status in
        windows.compactMap { window in
          status.burnRates[window.1].map { (status, window.0, $0, window.2) }
        }
      })
  }
}

struct CheckAnomaly: CheckingCommand {
  static let configuration = CommandConfiguration(
    commandName: "anomaly",
    abstract: "Spend of the last hour against the baseline for that hour of the week.",
    discussion: "  spendtop check anomaly --feature search", version: Spendtop.configuration.version)

  @OptionGroup var options: CheckOptions

  func result(_ context: Context) throws -> PluginResult {
    let limits = try options.thresholds()
    let filters = try options.filters()
    let check = try options.open(context, service: "ANOMALY")
    if let stale = check.stale { return stale }
    let count = 7 * 168
    let spend = try context.reading {
      try check.store.hourlySpend(count, until: check.now, filters: filters)
    }
    let hours = spend[""] ?? HourlySpend(costs: [], count: count, now: check.now)
    let detector = AnomalyDetector(hours.hours, judged: 72)
    var verdict = detector.latest
    if let begun = detector.begun(hours.begun, seconds: hours.begunSeconds), begun.severity != nil,
      verdict.severity == nil
    {
      verdict = begun
    }
    return TrafficCheck.anomaly(
      verdict, known: hours.hours.drop { $0 == .zero }.count > 24, limits: limits)
  }
}

struct CheckLag: CheckingCommand {
  static let configuration = CommandConfiguration(
    commandName: "lag", abstract: "Collector lag (is it running?).",
    discussion: "  spendtop check lag -w 120 -c 600", version: Spendtop.configuration.version)

  @OptionGroup var options: CheckOptions

  func result(_ context: Context) throws -> PluginResult {
    let limits = try options.thresholds(warn: 300, critical: 900)
    try options.refuseFilters("the collector scans all logs", tryThis: "spendtop check freshness")
    let check = try options.open(context, service: "LAG")
    // Without these options the age is held against -w and -c alone.
    if options.maxAge != nil || options.staleIs != nil, let stale = check.stale { return stale }
    return TrafficCheck.lag(check.facts, now: check.now, limits: limits)
  }
}

struct CheckFreshness: CheckingCommand {
  static let configuration = CommandConfiguration(
    commandName: "freshness", abstract: "Age of the newest event of each source, in seconds.",
    discussion: """
        spendtop check freshness -w 3600 -c 14400
        spendtop check freshness --source '/var/log/search*' -c 600
        spendtop check freshness --feature search

      A source is a folder with logs that are still written. With a filter the newest event of that traffic
      counts.
      """, version: Spendtop.configuration.version)

  @OptionGroup var options: CheckOptions
  @Option(parsing: .unconditionalSingleValue, help: "A folder, or a pattern with *; repeatable.")
  var source: [String] = []

  func result(_ context: Context) throws -> PluginResult {
    let limits = try options.thresholds(warn: 3_600, critical: 14_400)
    let filters = try options.filters()
    let check = try options.open(context, service: "FRESHNESS")
    if let stale = check.stale { return stale }
    guard filters.isEmpty else {
      guard source.isEmpty else {
        throw UserMessage("--source and --filter cannot be combined", tryThis: "one of them")
      }
      let newest = try context.reading {
        try check.store.newestEvents(
          limit: 1, before: check.now.adding(seconds: 300), filters: filters, figures: [])
      }
      return TrafficCheck.freshness([("the traffic", newest.first?.time)], now: check.now, limits: limits)
    }
    let patterns = source.map(GlobPattern.init)
    let folders = check.facts.folders.filter { folder in
      patterns.isEmpty ? folder.isLive : patterns.contains { $0.matches(folder.path) }
    }
    guard patterns.isEmpty || !folders.isEmpty else {
      throw UserMessage(
        "no source matches \(source.joined(separator: ", "))", tryThis: "spendtop doctor lists the sources")
    }
    return TrafficCheck.freshness(
      folders.map { ($0.path, $0.lastEvent) }, now: check.now, limits: limits)
  }
}

struct CheckLimits: CheckingCommand {
  static let configuration = CommandConfiguration(
    commandName: "limits", abstract: "Busiest minute in percent of the limits of the configuration.",
    discussion: "  spendtop check limits --window 1h -w 80 -c 95", version: Spendtop.configuration.version)

  @OptionGroup var options: CheckOptions
  @Option(parsing: .unconditional, help: "How far back, in whole minutes.")
  var window = "1h"

  func result(_ context: Context) throws -> PluginResult {
    let limits = try options.thresholds(warn: 80, critical: 95)
    let seconds = try CheckOptions.seconds(window)
    try options.refuseFilters("a limit has its own filter", tryThis: "[[limit]] in the configuration")
    guard !context.settings.limits.isEmpty else {
      throw UserMessage(
        "no limits configured", tryThis: "[[limit]] with name, filter and requests_per_minute")
    }
    let check = try options.open(context, service: "LIMITS")
    if let stale = check.stale { return stale }
    let span = TrafficRates.window(minutes: max(1, seconds / 60), before: check.now)
    let uses = try context.reading {
      try context.settings.limits.flatMap { limit in
        try limit.uses(TrafficRates(of: limit.filters, in: span, check.store)).map { (limit.name, $0) }
      }
    }
    return TrafficCheck.limits(uses, window: window, limits: limits)
  }
}

struct CheckRejects: CheckingCommand {
  static let configuration = CommandConfiguration(
    commandName: "rejects", abstract: "Rejected and unrecognised lines, in percent.",
    discussion: "  spendtop check rejects -w 1 -c 5", version: Spendtop.configuration.version)

  @OptionGroup var options: CheckOptions
  @Option(parsing: .unconditional, help: "Only logs that grew in this time range.")
  var window = "24h"

  func result(_ context: Context) throws -> PluginResult {
    let limits = try options.thresholds(warn: 1, critical: 5)
    let seconds = try CheckOptions.seconds(window)
    try options.refuseFilters(
      "a line that was not parsed has no dimensions", tryThis: "spendtop doctor PATH")
    let check = try options.open(context, service: "REJECTS", since: seconds)
    return check.stale ?? TrafficCheck.rejects(check.facts, window: window, limits: limits)
  }
}

struct CheckUnpriced: CheckingCommand {
  static let configuration = CommandConfiguration(
    commandName: "unpriced", abstract: "Unpriced requests, in percent.",
    discussion: "  spendtop check unpriced --window 24h -w 1 -c 10", version: Spendtop.configuration.version)

  @OptionGroup var options: CheckOptions
  @Option(parsing: .unconditional, help: "Look-back window.")
  var window = "24h"

  func result(_ context: Context) throws -> PluginResult {
    let limits = try options.thresholds(warn: 1, critical: 10)
    let seconds = try CheckOptions.seconds(window)
    let filters = try options.filters()
    let check = try options.open(context, service: "UNPRICED")
    if let stale = check.stale { return stale }
    let span = TimeWindow(start: check.now.adding(seconds: -seconds), end: check.now)
    let rows = try context.reading {
      try check.store.rows(for: SpendQuery(window: span, groups: [.provider, .model], filters: filters))
    }
    let models = rows.filter { $0.sums.unpricedRequests > 0 }
      .sorted { $0.sums.unpricedRequests > $1.sums.unpricedRequests }
      .map {
        (name: $0.keys.filter { !$0.isEmpty }.joined(separator: "/"), requests: $0.sums.unpricedRequests)
      }
    var result = TrafficCheck.unpriced(
      rows.reduce(into: SpendSums()) { $0 += $1.sums }, window: window, models: models, limits: limits)
    let age = PriceBookAge(try context.listedPrices, now: check.now)
    if let days = age.days {
      result.measures.append(.init("price_book_days", Double(max(0, days)), least: 0))
    }
    result.details.append("price book \(age.words)")
    return result
  }
}

struct CheckErrors: CheckingCommand {
  static let configuration = CommandConfiguration(
    commandName: "errors", abstract: "Failed requests, or those of an error class, in percent.",
    discussion: """
        spendtop check errors --window 1h -w 5 -c 20
        spendtop check errors --class rate_limited -w 1 -c 10
      """, version: Spendtop.configuration.version)

  @OptionGroup var options: CheckOptions
  @Option(parsing: .unconditional, help: "Look-back window.")
  var window = "1h"
  @Option(
    name: .customLong("class"), parsing: .unconditional,
    help: "Requests with this class count: \(ErrorClass.allCases.map(\.rawValue).joined(separator: ", ")).")
  var errorClass: String?

  func result(_ context: Context) throws -> PluginResult {
    let limits = try options.thresholds(warn: 5, critical: 20)
    let seconds = try CheckOptions.seconds(window)
    let filters = try options.filters()
    let wanted = try errorClass.map { word in
      guard let known = ErrorClass(rawValue: word) else {
        throw UserMessage(
          "there is no error class \"\(word)\"",
          tryThis: ErrorClass.allCases.map(\.rawValue).joined(separator: ", "))
      }
      return known
    }
    let check = try options.open(context, service: "ERRORS")
    if let stale = check.stale { return stale }
    let span = TimeWindow(start: check.now.adding(seconds: -seconds), end: check.now)
    let rows = try context.reading {
      try check.store.rows(for: SpendQuery(window: span, groups: [.error], filters: filters))
    }
    return TrafficCheck.errors(rows, of: wanted, window: window, limits: limits)
  }
}

struct CheckLatency: CheckingCommand {
  static let configuration = CommandConfiguration(
    commandName: "latency", abstract: "A percentile of latency or of time to first token, in ms.",
    discussion: "  spendtop check latency --percentile 95 --feature search -w 2000 -c 8000",
    version: Spendtop.configuration.version)

  @OptionGroup var options: CheckOptions
  @Option(parsing: .unconditional, help: "Look-back window.")
  var window = "1h"
  @Option(parsing: .unconditional, help: "Percentile, 1 to 100.")
  var percentile = 95
  @Flag(help: "Check time to first token instead of latency.")
  var ttft = false

  func result(_ context: Context) throws -> PluginResult {
    let limits = try options.thresholds()
    let seconds = try CheckOptions.seconds(window)
    let filters = try options.filters()
    guard (1...100).contains(percentile) else {
      throw UserMessage("invalid percentile \(percentile)", tryThis: "--percentile 95")
    }
    let check = try options.open(context, service: "LATENCY")
    if let stale = check.stale { return stale }
    let now = try check.sums(seconds, filters, latency: true)
    let usual = limits == Thresholds() ? try check.sums(7 * 86_400, filters, latency: true) : SpendSums()
    return TrafficCheck.latency(
      ttft ? now.firstToken : now.latency, usual: ttft ? usual.firstToken : usual.latency,
      share: Double(percentile) / 100, isFirstToken: ttft, window: window, limits: limits)
  }
}
