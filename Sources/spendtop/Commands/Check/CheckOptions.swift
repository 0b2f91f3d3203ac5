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
    guard !window.hasPrefix("-"), let seconds = TimeExpression.ago(window), seconds > 0 else {
      throw UserMessage("cannot read the duration \"\(window)\"", tryThis: "15m, 1h or 7d")
    }
    guard seconds < 400 * 86_400 else {
      throw UserMessage(
        "a duration of \(window) is too long", because: "it must be below 400 days", tryThis: "15m, 1h or 7d")
    }
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

  /// Opens the database for a check of budgets, which have filters of their own.
  func open(
    _ context: Context, _ choice: BudgetChoice, service: String
  ) throws -> (check: OpenedCheck, budgets: [Budget]) {
    try refuseFilters(
      "a budget has its own filters", tryThis: "spendtop budget set NAME --filter key=value")
    let check = try open(context, service: service)
    return (check, try check.budgets(choice.budget))
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
