import ArgumentParser
import Foundation
import SpendAlerts
import SpendAnalytics
import SpendCore
import SpendFormatting
import SpendIngest
import SpendReports
import SpendStore

struct ReconcileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reconcile",
    abstract: "Compare providers' usage and cost reports with the logs.",
    discussion: """
      Reports are JSON as the providers' interfaces answer: OpenAI organization usage and costs,
      Anthropic usage and cost reports. They are kept in a table of their own and never counted.

        spendtop reconcile usage.json costs.json
        spendtop reconcile --since 7d --format json
        spendtop reconcile costs.json --tolerance 1     exits 1 when a line differs by more than 1 %
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table, json
  }

  @OptionGroup var global: GlobalOptions
  @Argument(help: "Provider reports to import first.")
  var paths: [String] = []
  @OptionGroup var range: TimeRangeOptions
  @Option(parsing: .unconditional, help: "table or json.")
  var format = Format.table
  @Option(
    parsing: .unconditional,
    help: "Exit with status 1 if a report line differs by more than this percentage (default: never).")
  var tolerance: String?

  func run() throws {
    let context = try global.resolved()
    let span = try range.span(context)
    let tolerance = try tolerance.map(Self.share)
    if !paths.isEmpty {
      let files = try reports(context)
      let engine = try IngestSession(context, sources: context.sources(files, format: nil)).engine
      engine.onNotice = { Reporter.say("spendtop: \($0.path): \($0.detail)") }
      try context.reading { try engine.readAll(stop: StopSignal()) }
      if engine.failures > 0 { throw ExitStatus.unreadable }
    }
    let reconciliation = try reconcile(context, span)
    switch format {
    case .table:
      if reconciliation.lines.isEmpty, reconciliation.leftOut.isEmpty, tolerance == nil {
        print("no provider report imported yet; try: spendtop reconcile FILE")
      }
      for line in reconciliation.tableLines { print(line) }
    case .json: print(reconciliation.json)
    }
    guard let tolerance else { return }
    guard !reconciliation.lines.isEmpty else {
      throw CommandError(
        message: UserMessage(
          "--tolerance has nothing to compare",
          because: range.since == nil && range.until == nil
            ? "no provider report is imported" : "no provider report covers the time range",
          tryThis: "spendtop reconcile FILE"), status: .unreadable)
    }
    if reconciliation.exceeds(tolerance) { throw ExitStatus.difference }
  }

  /// A percentage as a share, with or without its sign.
  private static func share(_ text: String) throws -> Double {
    let digits = text.hasSuffix("%") ? text.dropLast() : text[...]
    guard let thousandths = FixedPoint.parse(digits.utf8, places: 3), (0...1_000_000).contains(thousandths)
    else {
      throw UserMessage(
        "--tolerance cannot be \"\(text)\"", because: "it must be a percentage from 0 to 1000",
        tryThis: "--tolerance 1")
    }
    return Double(thousandths) / 100_000
  }

  /// The files below the paths that hold rows of a report; a path without any is an error.
  private func reports(_ context: Context) throws -> [String] {
    try paths.flatMap { path -> [String] in
      let files = LogFiles.matching(path)
      guard !files.isEmpty else { return [path] }
      let reports = try files.filter { file in
        var inspector = context.logInspector
        do {
          try inspector.read(path: file) { _ in }
        } catch let message as UserMessage {
          throw CommandError(message: message, status: .unreadable)
        }
        return inspector.aggregates > 0
      }
      guard !reports.isEmpty else {
        throw CommandError(
          message: UserMessage(
            "\"\(path)\" is not a provider report",
            because: "only the JSON of OpenAI's and Anthropic's usage and cost interfaces is read",
            tryThis: "spendtop formats detect -v \(path)"), status: .unreadable)
      }
      for file in reports where ReportPages(ofFile: file).hasMore {
        Reporter.say(
          "spendtop: \(file): the provider has more pages of it; their rows are missing unless another file has them"
        )
      }
      return reports
    }
  }

  /// Providers count days of UTC, whatever zone the database is in.
  private func reconcile(_ context: Context, _ span: OpenSpan) throws -> Reconciliation {
    _ = try context.store()
    return try context.reading {
      let store = try SQLiteStore(reading: context.databasePath, zone: .utc)
      let window = TimeWindow(
        start: span.start ?? TimeWindow.allTime.start, end: span.end ?? TimeWindow.allTime.end)
      let theirs = try store.providerAggregates(in: window)
      guard let first = theirs.map(\.window.start).min(), let last = theirs.map(\.window.end).max() else {
        return Reconciliation(theirs: [], ours: [])
      }
      let ours = try store.rows(
        for: SpendQuery(
          window: TimeWindow(start: first, end: last), groups: [.provider, .model, .project, .tier],
          bucket: .day))
      return Reconciliation(theirs: theirs, ours: ours)
    }
  }
}
