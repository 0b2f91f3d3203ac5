import ArgumentParser
import Foundation
import SpendCore
import SpendFormatting
import SpendLogFormats
import SpendIngest
import SpendSettings
import SpendStore

struct IngestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ingest", abstract: "Read logs into the database.",
    discussion: """
      Files, directories, patterns and - for standard input; plain, gzip and zstd, UTF-8 and UTF-16. Reading anything
      twice counts it once.

        spendtop ingest /var/log/llm 'archive/**/*.jsonl.gz'
        spendtop ingest --follow           the collector of a server
      """)

  @OptionGroup var global: GlobalOptions
  @Argument(help: "Logs to read (default: the configured sources).")
  var paths: [String] = []
  @Flag(help: "Keep following until stopped.")
  var follow = false
  @Option(help: "Read every line with this format (see `spendtop formats list`).")
  var format: String?
  @Flag(help: "Print the summary as JSON.")
  var json = false
  @Option(
    parsing: .unconditional,
    help: "With --follow: serve Prometheus metrics on this address, such as 127.0.0.1:9464."
  )
  var metrics: String?

  func run() throws {
    let context = try global.resolved()
    let sources = context.sources(paths, format: format)
    guard !sources.isEmpty else {
      throw UserMessage(
        "there is nothing to read", because: "no path was given and the configuration has no [[source]]",
        tryThis: "spendtop ingest /path/to/logs")
    }
    try FormatChoice.check(format, context.settings)
    guard follow || metrics == nil else {
      throw UserMessage(
        "--metrics needs --follow", tryThis: "spendtop ingest --follow --metrics 127.0.0.1:9464")
    }
    if follow { try sources.checkFollowable() }
    let collector = try IngestSession(context, sources: sources, prompt: follow)
    let engine = collector.engine
    var rejects: [(path: String, line: RejectedLine)] = []
    engine.onReject = { path, line in if rejects.count < 1_000 { rejects.append((path, line)) } }
    var notices: [SourceNotice] = []
    engine.onNotice = {
      if notices.count < 1_000 { notices.append($0) }
      Reporter.say("spendtop: \($0.path): \($0.detail)", .warning)
    }
    let start = ContinuousClock.now
    let bar = ProgressBar(engine.meter)
    defer { bar.finish() }
    var failures = 0
    let interruption = Interruption()
    if follow {
      let service = FollowService(options: global, paths: paths, format: format, metrics: metrics)
      service.onReject = engine.onReject
      failures = try service.run(from: context, collector, sources)
    } else {
      let signals = interruption.watch()
      defer { signals.cancel() }
      try context.reading { try engine.readAll(stop: interruption.stop) }
      failures = engine.failures
    }
    bar.finish()
    let counts = engine.meter.current
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    if json {
      print(IngestReport.json(counts, rejects: rejects, notices: notices, seconds: seconds))
    } else {
      print(IngestReport.text(counts, seconds: seconds))
      if !follow, interruption.status == nil, counts.files > 0, try !hasFoundUsage(engine, context) {
        Reporter.say(
          "no usage was found in \(CountText.grouped(Int64(counts.files), "file")); try: spendtop doctor \(paths.joined(separator: " "))"
        )
      }
    }
    if let status = interruption.status { throw Self.stopped(by: interruption.name, counts, status) }
    if failures > 0 { throw ExitStatus.unreadable }
  }
}

extension IngestCommand {
  /// True when these files contained usage, in this run or an earlier one.
  private func hasFoundUsage(_ engine: IngestEngine, _ context: Context) throws -> Bool {
    let counts = engine.meter.current
    if counts.events + counts.duplicates > 0 { return true }
    let store = try context.store()
    return try context.reading { try store.hasUsage(atPath: engine.knows) }
  }

  /// Exit of an ingest that a signal stopped.
  private static func stopped(by signal: String, _ counts: IngestCounts, _ status: ExitStatus) -> CommandError
  {
    let left = counts.files - counts.filesDone
    let megabytes = Double(max(0, counts.bytes - counts.bytesDone)) / 1e6
    return CommandError(
      message: UserMessage(
        "stopped before everything was read",
        because: "\(signal) arrived with \(left) of \(CountText.grouped(Int64(counts.files), "file")) left, "
          + String(format: "%.1f MB", megabytes),
        tryThis: "run the same command again: lines read so far are stored"), status: status)
  }
}
