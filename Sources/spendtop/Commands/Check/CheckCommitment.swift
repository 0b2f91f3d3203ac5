import ArgumentParser
import SpendAlerts
import SpendAnalytics
import SpendCore
import SpendReports
import SpendSettings
import SpendStore

struct CheckCommitment: CheckingCommand {
  static let configuration = CommandConfiguration(
    commandName: "commitment", abstract: "Percent of quotas and prepaid credits that is used.",
    discussion: """
        spendtop check commitment --commitment claude-max -w 80 -c 95
        spendtop check commitment --min-utilisation 60
      """, version: Spendtop.configuration.version)

  @OptionGroup var options: CheckOptions
  @Option(parsing: .unconditional, help: "Its name; without it all commitments.")
  var commitment: String?
  @Option(parsing: .unconditional, help: "WARNING below this percent of the committed amount of this month.")
  var minUtilisation: Double?

  func result(_ context: Context) throws -> PluginResult {
    let limits = try options.thresholds(warn: 80, critical: 95)
    try options.refuseFilters("a commitment has its own filter", tryThis: "leave it out")
    if let minUtilisation, !(0...1_000).contains(minUtilisation) {
      throw UserMessage("invalid --min-utilisation \(minUtilisation)", tryThis: "--min-utilisation 60")
    }
    let names = context.settings.commitments.map(\.name)
    guard !names.isEmpty else {
      throw UserMessage("there is no commitment", tryThis: "a [[commitment]] in the configuration")
    }
    if let commitment, !names.contains(commitment) {
      throw UserMessage(
        "there is no commitment \"\(commitment)\"",
        because: EditDistance.nearest(to: commitment, among: names).map { "did you mean \"\($0)\"?" },
        tryThis: names.joined(separator: ", "))
    }
    let check = try options.open(context, service: "COMMITMENT")
    if let stale = check.stale { return stale }
    let window = TimeWindow(start: context.zone.start(of: .month, check.now), end: check.now)
    let statuses = try context.reading {
      try CommitmentEvaluator(context, check.store).evaluate(window, now: check.now).statuses
    }
    return CommitmentCheck.result(
      statuses.filter { commitment == nil || $0.commitment.name == commitment }, limits: limits,
      leastUtilisation: minUtilisation)
  }
}
