import ArgumentParser
import SpendAnalytics
import SpendAlerts
import SpendCore
import SpendReports
import SpendFormatting
import SpendPricing
import SpendSettings
import SpendStore

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
