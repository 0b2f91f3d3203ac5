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
  var tolerance: Double?

  func run() throws {
    let context = try global.resolved()
    let span = try range.span(context)
    if let tolerance, !(0...1_000).contains(tolerance) {
      throw UserMessage("invalid --tolerance \(tolerance)", tryThis: "--tolerance 1")
    }
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
      if reconciliation.lines.isEmpty {
        print("no provider report imported yet; try: spendtop reconcile FILE")
      }
      for line in reconciliation.tableLines { print(line) }
    case .json: print(reconciliation.json)
    }
    if let tolerance, reconciliation.exceeds(tolerance / 100) { throw ExitStatus.difference }
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
            "\"\(path)\" is not a provider report", because: "it has no usage or cost rows",
            tryThis: "spendtop formats detect -v \(path)"), status: .unreadable)
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
