import ArgumentParser
import Foundation
import SpendAlerts
import SpendCore
import SpendFormatting
import SpendIngest
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
  @Option(parsing: .unconditional, help: "Start of the time range (default: all data).")
  var since: String?
  @Option(parsing: .unconditional, help: "End of the time range (default: all data).")
  var until: String?
  @Option(parsing: .unconditional, help: "table or json.")
  var format = Format.table
  @Option(
    parsing: .unconditional,
    help: "Exit with status 1 if a report line differs by more than this percentage (default: never).")
  var tolerance: Double?

  func run() throws {
    let context = try global.resolved()
    let span = try context.span(since: since, until: until)
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

extension Reconciliation {
  var tableLines: [String] {
    func figure(_ number: Int64?) -> String { number.map { "\($0)" } ?? "–" }
    func cost(_ amount: Money?) -> String { amount?.decimalString ?? "–" }
    func difference(_ theirs: Side, _ ours: Side) -> [String] {
      guard let report = theirs.cost, let logs = ours.cost else { return [] }
      let amount = logs - report
      let share =
        report == .zero
        ? "" : " (\(AmountText.percent(Double(amount.nanodollars) / Double(report.nanodollars))))"
      return ["            difference  USD \(amount.decimalString)\(share)"]
    }
    let body = lines.flatMap { line -> [String] in
      let name = [line.key.provider, line.key.model, line.key.item, line.key.project].filter { !$0.isEmpty }
      let head = "\(line.key.day.rfc3339.prefix(10))  \(Shown.text(name.joined(separator: "/")))"
      func side(_ name: String, _ side: Side) -> String {
        "            \(name)  requests \(figure(side.requests))  input \(figure(side.input))  cached "
          + "\(figure(side.cacheRead))  written \(figure(side.cacheWrite))  output \(figure(side.output))  "
          + "USD \(cost(side.cost))"
      }
      return [head, side("report", line.theirs), side("logs  ", line.ours)]
        + difference(line.theirs, line.ours) + line.reasons.map { "            \($0)" }
    }
    guard !body.isEmpty else { return leftOutLines }
    func total(_ name: String, _ side: Side) -> String {
      "            \(name)  requests \(figure(side.requests))  tokens \(figure(side.tokens))  USD \(cost(side.cost))"
    }
    return body + ["total", total("report", theirs), total("logs  ", ours)] + difference(theirs, ours)
      + leftOutLines
  }

  private var leftOutLines: [String] {
    leftOut.map { one in
      "left out: \(one.day.rfc3339.prefix(10)) \(Shown.text(one.endpoint)), \(one.rows) rows"
        + (one.cost.map { ", USD \($0.decimalString)" } ?? "") + ": \(one.reason)"
    }
  }

  var json: String {
    func side(_ side: Side) -> String {
      "{\"requests\":\(JSONWriter.number(side.requests)),\"input\":\(JSONWriter.number(side.input)),"
        + "\"cache_read\":\(JSONWriter.number(side.cacheRead)),\"cache_write\":\(JSONWriter.number(side.cacheWrite)),"
        + "\"output\":\(JSONWriter.number(side.output)),"
        + "\"cost_usd\":\(side.cost.map { "\"\($0.decimalString)\"" } ?? "null"),"
        + "\"unpriced_requests\":\(side.unpricedRequests)}"
    }
    let rows = lines.map { line in
      "{\"day\":\"\(line.key.day.rfc3339.prefix(10))\",\"provider\":\(JSONWriter.string(line.key.provider)),"
        + "\"model\":\(JSONWriter.string(line.key.model)),\"item\":\(JSONWriter.string(line.key.item)),"
        + "\"project\":\(JSONWriter.string(line.key.project)),"
        + "\"report\":\(side(line.theirs)),\"logs\":\(side(line.ours)),"
        + "\"reasons\":[\(line.reasons.map(JSONWriter.string).joined(separator: ","))]}"
    }
    let left = leftOut.map { one in
      "{\"day\":\"\(one.day.rfc3339.prefix(10))\",\"endpoint\":\(JSONWriter.string(one.endpoint)),"
        + "\"rows\":\(one.rows),\"cost_usd\":\(one.cost.map { "\"\($0.decimalString)\"" } ?? "null"),"
        + "\"reason\":\(JSONWriter.string(one.reason))}"
    }
    return "{\"schema\":1,\"tz\":\"UTC\",\"rows\":[\(rows.joined(separator: ","))],"
      + "\"total\":{\"report\":\(side(theirs)),\"logs\":\(side(ours))},"
      + "\"left_out\":[\(left.joined(separator: ","))]}"
  }
}
