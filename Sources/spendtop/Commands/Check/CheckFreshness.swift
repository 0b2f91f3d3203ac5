import ArgumentParser
import SpendAnalytics
import SpendAlerts
import SpendCore
import SpendReports
import SpendIngest
import SpendPricing
import SpendSettings
import SpendStore

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
    let folders = try context.reading { try check.store.logFolders() }.filter { folder in
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
