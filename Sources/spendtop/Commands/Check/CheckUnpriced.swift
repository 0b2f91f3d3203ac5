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
