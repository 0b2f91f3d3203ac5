import ArgumentParser
import Foundation
import SpendAnalytics
import SpendAlerts
import SpendCore
import SpendFormatting
import SpendSettings
import SpendStore

/// Options of every check, as the Monitoring Plugins guidelines define them.
struct CheckOptions: ParsableArguments {
  @OptionGroup var global: GlobalOptions
  @Option(
    name: .customShort("w"), parsing: .unconditional, help: "Warn outside of this range: 80, 10:, ~:5, @1:2.")
  var warn: String?
  @Option(name: .customShort("c"), parsing: .unconditional, help: "Critical outside of this range.")
  var critical: String?
  @Option(name: .customShort("t"), parsing: .unconditional, help: "Timeout in seconds; then UNKNOWN.")
  var timeout = 10
  @Option(
    parsing: .unconditional,
    help: "Maximum age of the collector's last scan of the logs: 15m, or 0 for any. Default: 15m.")
  var maxAge: String?
  @Option(
    parsing: .unconditional,
    help: "Status to return after --max-age: unknown, critical, warning or ok. Default: unknown.")
  var staleIs: String?
  @Option(parsing: .unconditionalSingleValue, help: "key=value, key!=value or key~regex; repeatable.")
  var filter: [String] = []
  @Option(parsing: .unconditional, help: "Short form of --filter feature=NAME.")
  var feature: String?
  @Flag(name: .shortAndLong, help: "Verbose (repeatable).")
  var verbose: Int

  func thresholds(warn defaultWarn: Double? = nil, critical defaultCritical: Double? = nil) throws
    -> Thresholds
  {
    func range(_ text: String?, _ option: String, _ number: Double?) throws -> ThresholdRange? {
      guard let text else { return number.map { ThresholdRange(end: $0) } }
      guard let range = ThresholdRange(text) else {
        throw UserMessage(
          "cannot read the range \"\(text)\" of \(option)", tryThis: "80, 10:, ~:5, 1:9 or @1:9")
      }
      return range
    }
    let isGiven = warn != nil || critical != nil
    return Thresholds(
      warn: try range(warn, "-w", isGiven ? nil : defaultWarn),
      critical: try range(critical, "-c", isGiven ? nil : defaultCritical))
  }

  func filters() throws -> [DimensionFilter] {
    try filter.map(FilterText.parse) + (feature.map { [DimensionFilter(.feature, .equals($0))] } ?? [])
  }

  /// Refuses the filters of a check whose figure is not one of filtered traffic.
  func refuseFilters(_ reason: String, tryThis: String) throws {
    guard !filter.isEmpty || feature != nil else { return }
    throw UserMessage(
      "\(filter.isEmpty ? "--feature" : "--filter") does not apply to this check", because: reason,
      tryThis: tryThis)
  }

  /// Seconds of `--window`.
  static func seconds(_ window: String) throws -> Int64 {
    guard !window.hasPrefix("-"), let seconds = TimeExpression.ago(window), seconds > 0,
      seconds < 400 * 86_400
    else { throw UserMessage("cannot read the duration \"\(window)\"", tryThis: "15m, 1h or 7d") }
    return seconds
  }

  private func staleStatus() throws -> PluginResult.Status {
    let word = staleIs ?? PluginResult.Status.unknown.word
    guard
      let status = PluginResult.Status.allCases.first(where: { $0.word.lowercased() == word.lowercased() })
    else {
      throw UserMessage("invalid --stale-is \"\(word)\"", tryThis: "unknown, critical, warning or ok")
    }
    return status
  }

  private func oldest() throws -> Int64? {
    let text = maxAge ?? "15m"
    if text == "0" { return nil }
    guard !text.hasPrefix("-"), let seconds = TimeExpression.ago(text), seconds > 0 else {
      throw UserMessage("invalid duration \"\(text)\" of --max-age", tryThis: "15m, 1h or 0")
    }
    return seconds
  }

  /// Opens the database and reads its state, with the answer to give instead when it is stale.
  func open(_ context: Context, service: String, since: Int64 = 3_600) throws -> OpenedCheck {
    let staleStatus = try staleStatus()
    let oldest = try oldest()
    let store = try context.store()
    let now = context.now
    let facts = try context.reading { try store.ingestFacts(since: now.adding(seconds: -since)) }
    var stale: PluginResult?
    if let oldest {
      let age = facts.lastScan.map { Double(now.microseconds - $0.microseconds) / 1e6 }
      if age.map({ $0 > Double(oldest) }) ?? true, staleStatus != .ok {
        let what = age.map { "last scan of the logs \(AmountText.duration(seconds: $0)) ago" }
        stale = PluginResult(
          staleStatus, service: service,
          text: "\(what ?? "no logs ingested yet"): is the collector running?",
          measures: [.init("lag", age, unit: "s", least: 0)])
      }
    }
    return OpenedCheck(context: context, store: store, now: now, facts: facts, stale: stale)
  }
}

/// Which budgets a check looks at.
struct BudgetChoice: ParsableArguments {
  @Option(parsing: .unconditional, help: "Budget name (default: all budgets).")
  var budget: String?
}

/// A database that a check looks at.
struct OpenedCheck {
  var context: Context
  var store: any ReportSource
  var now: Instant
  var facts: IngestFacts
  /// The answer when the data is too old for a result; nil otherwise.
  var stale: PluginResult?

  func sums(_ seconds: Int64, _ filters: [DimensionFilter], latency: Bool = false) throws -> SpendSums {
    var query = SpendQuery(
      window: TimeWindow(start: now.adding(seconds: -seconds), end: now), filters: filters,
      includesLatency: latency)
    // Durations are queried separately.
    query.includesOnlyCost = latency
    return try context.reading { try store.rows(for: query) }.reduce(into: SpendSums()) { $0 += $1.sums }
  }

  /// The state of budgets, and of all parts of those that are split.
  func statuses(of budgets: [Budget], burnWindows: [Int64] = [], forecasts: Bool = true) throws
    -> [BudgetStatus]
  {
    let evaluator = BudgetEvaluator(
      source: store, zone: context.zone, billingDay: context.settings.billingDay)
    return try context.reading {
      try budgets.flatMap {
        try evaluator.statuses(of: $0, at: now, burnWindows: burnWindows, forecasts: forecasts)
      }
    }
  }

  /// The budget of that name, or all of them.
  func budgets(_ name: String?) throws -> [Budget] {
    let all = context.settings.budgets
    guard let name else {
      guard !all.isEmpty else {
        throw UserMessage("no budgets configured", tryThis: "spendtop budget set all --amount 500")
      }
      return all
    }
    guard let budget = all.first(where: { $0.name == name }) else { throw context.noBudget(name) }
    return [budget]
  }
}

/// A command that answers as a monitoring plugin.
protocol CheckingCommand: ParsableCommand {
  var options: CheckOptions { get }
  func result(_ context: Context) throws -> PluginResult
}

extension CheckingCommand {
  func run() throws {
    guard (1...86_400).contains(options.timeout) else {
      throw UserMessage("invalid timeout \(options.timeout)", tryThis: "-t 10")
    }
    PluginEnding.arm(seconds: UInt32(options.timeout))
    let context = try options.global.resolved()
    PluginEnding.end(try result(context), verbose: options.verbose, context)
  }
}

/// Ends a check with one of the four plugin statuses on every path, usage errors included.
enum PluginEnding {
  static func end(_ result: PluginResult, verbose: Int = 0, _ context: Context? = nil) -> Never {
    var lines = result.lines
    if verbose >= 2, let context {
      lines.append(
        "database \(context.databasePath), configuration \(context.configurationPath), zone \(context.zone.name)"
      )
    }
    let output = LineOutput()
    for line in lines { output.write(PluginEnding.plain(line)) }
    output.flush()
    exit(result.status.rawValue)
  }

  /// Paths in the lines of `-v` come from outside, too.
  private static func plain(_ text: String) -> String { Shown.text(text) }

  /// Maps an error to UNKNOWN; help and version count as UNKNOWN too.
  static func end(_ error: any Error) -> Never {
    if CommandLine.arguments.contains("-V") {
      print("spendtop \(Spendtop.configuration.version)")
      exit(PluginResult.Status.unknown.rawValue)
    }
    let ending = ExitOutcome(error)
    if let output = ending.output {
      print(output)
      exit(PluginResult.Status.unknown.rawValue)
    }
    var text = ending.complaint ?? "status \(ending.status)"
    if text.hasPrefix("spendtop: ") { text = String(text.dropFirst(10)) }
    let lines = text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    let service = CommandLine.arguments.dropFirst(2).first { !$0.hasPrefix("-") }?.uppercased() ?? "CHECK"
    end(
      PluginResult(
        .unknown, service: String(service.prefix(20).filter { $0.isLetter && $0.isASCII }),
        text: lines.prefix(2).joined(separator: ", "), details: Array(lines.dropFirst(2))))
  }

  /// Ends the program with UNKNOWN when time is up, and when it would crash.
  static func arm(seconds: UInt32) {
    signal(SIGALRM) { _ in
      PluginEnding.quit("SPENDTOP UNKNOWN - the time given with -t is up\n")
    }
    alarm(seconds)
    for crash in [SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS, SIGFPE] {
      signal(crash) { _ in
        PluginEnding.quit("SPENDTOP UNKNOWN - the check itself broke, please report this\n")
      }
    }
  }

  /// Safe in a signal handler: does not allocate.
  private static func quit(_ line: StaticString) {
    _ = write(STDOUT_FILENO, line.utf8Start, line.utf8CodeUnitCount)
    _exit(PluginResult.Status.unknown.rawValue)
  }
}
