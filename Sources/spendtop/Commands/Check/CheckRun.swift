import ArgumentParser
import Dispatch
import Foundation
import SpendAlerts
import SpendCore
import SpendFormatting
import SpendIngest
import SpendStore

struct CheckRun: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Whether the logs of one job cost more than a limit.",
    discussion: """
      Logs are read into a temporary database, or into that of --db. Without logs, --db is read as it is.
      Unpriced requests are a WARNING, logs without usage UNKNOWN.

        spendtop check run --max-usd 5 run.jsonl
        spendtop --db job.db ingest run.jsonl && spendtop check run --max-usd 5 --db job.db
      """,
    version: Spendtop.configuration.version)

  @OptionGroup var global: GlobalOptions
  @Argument(help: "Logs of the job.")
  var paths: [String] = []
  @Option(parsing: .unconditional, help: "CRITICAL above this cost, in US dollars.")
  var maxUsd: String
  @Option(parsing: .unconditional, help: "WARNING above this cost, in US dollars.")
  var warnUsd: String?
  @Option(parsing: .unconditional, help: "From when. Default: all there is.")
  var since: String?
  @Option(parsing: .unconditionalSingleValue, help: "key=value, key!=value or key~regex; repeatable.")
  var filter: [String] = []
  @Option(name: .customShort("t"), parsing: .unconditional, help: "Timeout in seconds; then UNKNOWN.")
  var timeout = 60
  @Flag(name: .shortAndLong, help: "Verbose (repeatable).")
  var verbose: Int

  func run() throws {
    guard (1...86_400).contains(timeout) else {
      throw UserMessage("cannot wait \(timeout) seconds", tryThis: "-t 60")
    }
    let context = try global.resolved()
    PluginEnding.end(try result(context), verbose: verbose, context)
  }

  /// The result for the logs. A temporary database is removed before this returns.
  func result(_ context: Context) throws -> PluginResult {
    let most = try amount(maxUsd, "--max-usd")
    let warn = try warnUsd.map { try amount($0, "--warn-usd") }
    let filters = try filter.map(FilterText.parse)
    let span = try context.span(since: since, until: nil)
    guard !paths.isEmpty || global.database != nil else {
      throw UserMessage(
        "there is nothing to check", because: "neither logs nor --db were given",
        tryThis: "spendtop check run --max-usd \(maxUsd) run.jsonl")
    }
    guard global.database == nil else {
      return try result(context, most, warn, filters, span)
    }
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "spendtop-run-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    var own = context
    own.ownerPath = context.ownerPath ?? context.databasePath
    own.databasePath = folder.appendingPathComponent("spend.db").path
    return try result(own, most, warn, filters, span)
  }

  private func result(
    _ context: Context, _ most: Money, _ warn: Money?, _ filters: [DimensionFilter], _ span: OpenSpan
  ) throws -> PluginResult {
    var rejected = 0
    if !paths.isEmpty, let failure = try ingest(context, rejected: &rejected) { return failure }
    let store = try context.store()
    let query = SpendQuery(
      window: try context.window(span, of: store), groups: [.provider, .model], filters: filters)
    let rows = try context.reading { try store.rows(for: query) }
    return RunCheck.result(rows, most: most, warn: warn, rejectedLines: rejected)
  }

  /// Reads the logs; returns the result to give instead when that failed.
  private func ingest(_ context: Context, rejected: inout Int) throws -> PluginResult? {
    let interruption = Interruption()
    let signals = interruption.watch()
    defer { signals.cancel() }
    let stop = interruption.stop
    let timer = DispatchSource.makeTimerSource()
    timer.schedule(deadline: .now() + .seconds(timeout))
    timer.setEventHandler { stop.stop() }
    timer.resume()
    defer { timer.cancel() }
    let engine = try IngestSession(context, sources: context.sources(paths, format: nil)).engine
    var notices: [String] = []
    engine.onNotice = { notices.append("\($0.path): \($0.detail)") }
    try context.reading { try engine.readAll(stop: stop) }
    rejected = Int(engine.meter.current.rejected)
    guard stop.isStopped || engine.failures > 0 else { return nil }
    let reason =
      interruption.status != nil
      ? "stopped by \(interruption.name)"
      : stop.isStopped
        ? "the time given with -t is up"
        : "\(CountText.grouped(Int64(engine.failures), "log")) could not be read"
    return PluginResult(.unknown, service: "RUN", text: reason, details: notices)
  }

  private func amount(_ text: String, _ option: String) throws -> Money {
    guard let amount = Money(dollars: text), amount >= .zero else {
      throw UserMessage(
        "cannot read the amount \"\(text)\" of \(option)",
        because: "it must be an amount in US dollars that is not negative", tryThis: "\(option) 5")
    }
    return amount
  }
}
