import ArgumentParser
import Foundation
import SpendCore
import SpendIngest
import SpendStore

struct ReconcileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reconcile",
    abstract: "Compare providers' own usage and cost reports with what the logs say.",
    discussion: """
      Reports are JSON as the providers' interfaces answer: OpenAI organization usage and costs,
      Anthropic usage and cost reports. They are kept in a table of their own and never counted.

        spendtop reconcile usage.json costs.json
        spendtop reconcile --since 7d --format json
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table, json
  }

  @OptionGroup var global: GlobalOptions
  @Argument(help: "Reports to take in first.")
  var paths: [String] = []
  @Option(parsing: .unconditional, help: "From when. Default: all there is.")
  var since: String?
  @Option(parsing: .unconditional, help: "Until when. Default: all there is.")
  var until: String?
  @Option(parsing: .unconditional, help: "table or json.")
  var format = Format.table

  func run() throws {
    let context = try global.resolved()
    let span = try context.span(since: since, until: until)
    if !paths.isEmpty {
      let engine = try Collector(context, sources: context.sources(paths, format: nil)).engine
      engine.onNotice = { Reporter.say("spendtop: \($0.path): \($0.detail)") }
      try context.reading { try engine.readAll(stop: StopSignal()) }
      if engine.failures > 0 { throw ExitStatus.unreadable }
    }
    let reconciliation = try reconcile(context, span)
    switch format {
    case .table:
      if reconciliation.lines.isEmpty {
        print("no report of a provider has been read; try: spendtop reconcile FILE")
      }
      for line in reconciliation.tableLines { print(line) }
    case .json: print(reconciliation.json)
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
    return lines.flatMap { line in
      let name = [line.key.provider, line.key.model, line.key.project].filter { !$0.isEmpty }
      let head = "\(line.key.day.rfc3339.prefix(10))  \(Shown.text(name.joined(separator: "/")))"
      func side(_ name: String, _ side: Side) -> String {
        "            \(name)  requests \(figure(side.requests))  input \(figure(side.input))  cached "
          + "\(figure(side.cacheRead))  written \(figure(side.cacheWrite))  output \(figure(side.output))  "
          + "USD \(cost(side.cost))"
      }
      return [head, side("report", line.theirs), side("logs  ", line.ours)]
        + line.reasons.map { "            \($0)" }
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
        + "\"model\":\(JSONWriter.string(line.key.model)),\"project\":\(JSONWriter.string(line.key.project)),"
        + "\"report\":\(side(line.theirs)),\"logs\":\(side(line.ours)),"
        + "\"reasons\":[\(line.reasons.map(JSONWriter.string).joined(separator: ","))]}"
    }
    return "{\"schema\":1,\"tz\":\"UTC\",\"rows\":[\(rows.joined(separator: ","))]}"
  }
}
