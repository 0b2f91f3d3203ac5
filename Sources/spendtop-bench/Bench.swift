public import ArgumentParser
import Foundation
import SpendCore
import SpendDemo
import SpendMutation

/// Measures spendtop on a corpus of its own making, and others beside it.
@main
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spendtop-bench",
    abstract: "Write a corpus, time spendtop on it, and the peers that are installed.",
    discussion: """
        swift run -c release spendtop-bench --lines 2000000
        swift run -c release spendtop-bench --accounting
      """)

  @Option(help: "Lines of the corpus.")
  var lines = 2_000_000
  @Option(help: "Files of the corpus.")
  var files = 8
  @Option(help: "Seed of the corpus.")
  var seed: UInt64 = 42
  @Option(help: "Put what a container runtime writes around each line: docker or cri.")
  var wrapped = BenchCorpus.Wrapping.none
  @Option(help: "Rounds; each figure is the median.")
  var rounds = 3
  @Option(help: "Folder to work in; it is emptied at the end.")
  var folder = NSTemporaryDirectory() + "spendtop-bench"
  @Flag(help: "Keep the corpus and the database.")
  var keep = false
  @Flag(help: .hidden)
  var writeCorpus = false
  @Flag(help: "Compare costs instead of times: seven cases of a thousand records that others get wrong.")
  var accounting = false
  @Flag(help: "Measure only the screen: frames, answers to keys, and what it costs while idle.")
  var ui = false
  @Option(
    help: "With --ui: so many events of a generated year, about 130 bytes of disk each, instead of 200,000.")
  var events: Int?
  @Flag(help: "Measure only what a byte of each log format costs to read.")
  var formats = false
  @Flag(help: "Measure only a round of all alert rules over a year of 200 features.")
  var alerts = false
  @Flag(help: "Measure only pricing's share of ingest, in so many pairs of rounds as --rounds says.")
  var pricing = false
  @Option(help: "With --formats: only this one, beside the one that all are compared with.")
  var format: String?
  @Option(help: "Read only so many changed logs, and say what should not have been.")
  var mutations: Int?
  @Flag(help: "Print JSON only.")
  var json = false

  func run() throws {
    if formats { return FormatBench.print(FormatBench.run(only: format)) }
    if let mutations { return try mutate(mutations) }
    let program = PathComponents.folder(of: CommandLine.arguments[0]) + "/spendtop"
    guard FileManager.default.isExecutableFile(atPath: program) else {
      throw ValidationError("there is no \(program); build it first: swift build -c release")
    }
    if writeCorpus {
      return try CorpusFolder.write(
        in: folder, lines: lines, files: files, seed: seed, wrapping: wrapped)
    }
    try? FileManager.default.removeItem(atPath: folder)
    defer { if !keep { try? FileManager.default.removeItem(atPath: folder) } }
    if accounting {
      guard try AccountingBench(program: program, folder: folder).run() else { throw ExitCode.failure }
      return
    }
    if ui {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      return try UIBench(program: program, folder: folder, events: events, seed: seed).run { print($0.line) }
    }
    if alerts {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      return try AlertsBench(program: program, folder: folder).run { print($0.line) }
    }
    let corpus = try CorpusFolder(in: folder, lines: lines, files: files, seed: seed, wrapping: wrapped)
    if pricing {
      return try PricingBench(corpus: corpus, folder: folder).run(pairs: rounds) { print($0.line) }
    }
    var results: [Figure] = []
    func note(_ figure: Figure) {
      results.append(figure)
      if !json { FileHandle.standardOutput.write(Data((figure.line + "\n").utf8)) }
    }
    if !json {
      print(
        "\(lines) lines, \(corpus.totals.bytes / 1_000_000) MB in \(files) files, seed \(seed), \(Machine.name)"
      )
    }
    let database = folder + "/spend.db"
    var ingest: [Double] = []
    var typed: [Double] = []
    var plain: [Double] = []
    var peak = 0.0
    var cpu: [Double] = []
    for _ in 0..<rounds {
      for suffix in ["", "-wal", "-shm", ".writer"] {
        try? FileManager.default.removeItem(atPath: database + suffix)
      }
      guard let run = ChildRun([program, "ingest", "--json", "--db", database, corpus.path]),
        run.status == 0,
        run.output.contains("\"events\":\(lines),")
      else { throw ValidationError("ingest did not give \(lines) events") }
      try corpus.check(program, database: database)
      ingest.append(run.seconds)
      cpu.append(run.cpuSeconds)
      peak = max(peak, run.peakMegabytes)
      if let seconds = Peers.typedDuckDB(corpus) { typed.append(seconds) }
      if let seconds = Peers.plainDuckDB(corpus) { plain.append(seconds) }
    }
    note(
      Figure(
        "cold durable ingest", ingest.median, "s",
        extra:
          "\(Int(Double(lines) / ingest.median / 1_000))k events/s, \(Int(Double(corpus.totals.bytes) / ingest.median / 1e6)) MB/s, CPU \(Figure.short(cpu.median)) s"
      ))
    note(Figure("peak memory of it", peak, "MB"))
    for (name, times) in [("columns typed out", typed), ("as one types it", plain)] where !times.isEmpty {
      let ratios = zip(times, ingest).map { $0 / $1 }
      note(
        Figure(
          "DuckDB read_json … GROUP BY, \(name)", times.median, "s",
          extra: "spendtop has \(Figure.short(ratios.median))× its speed, same rounds"))
    }
    for run in Peers.slow(corpus) {
      note(
        Figure(
          run.name, run.seconds, "s",
          extra: "spendtop has \(Figure.short(run.seconds / ingest.median))× its speed"))
    }
    func timed(_ name: String, _ arguments: [String], count: Int = 5) {
      let runs = (0..<count).compactMap { _ in ChildRun([program] + arguments) }
      note(
        Figure(
          name, runs.map(\.seconds).median * 1_000, "ms",
          extra: "peak \(Int(runs.map(\.peakMegabytes).max() ?? 0)) MB"))
    }
    timed("rescan of the same files", ["ingest", "--json", "--db", database, corpus.path])
    timed(
      "first frame from exec",
      ["top", "--once", "--no-ingest", "--db", database, "--at", "2026-07-01T00:00:00Z"])
    timed(
      "report --by feature,model --since 30d",
      ["report", "--by", "feature,model", "--since", "30d", "--db", database])
    timed(
      "report --by provider --bucket day, all",
      ["report", "--by", "provider", "--bucket", "day", "--since", "2026-01-01", "--db", database])
    try manyFiles(program, note)
    try following(program, note)
    let text = results.map(\.json).joined(separator: ",")
    let document =
      "{\"schema\":1,\"machine\":\"\(Machine.name)\",\"lines\":\(lines),\"bytes\":\(corpus.totals.bytes),\"seed\":\(seed),\"figures\":[\(text)]}"
    print(document)
  }

  private func mutate(_ count: Int) throws {
    var run = MutationRun()
    run.run(seed: seed, count: count)
    let usage = Machine.peakMegabytes
    print(
      "\(run.logs) changed logs, \(run.bytes / 1_000_000) MB, \(run.events) events, \(run.rejected) rejected, "
        + "slowest \(run.slowest), peak memory \(usage) MB, \(run.findings.count) findings")
    for finding in run.findings { print(finding) }
    if !run.findings.isEmpty { throw ExitCode.failure }
  }

  /// 10,000 files that have not changed.
  private func manyFiles(_ program: String, _ note: (Figure) -> Void) throws {
    let many = folder + "/many"
    try FileManager.default.createDirectory(atPath: many, withIntermediateDirectories: true)
    for number in 0..<10_000 {
      let line =
        "{\"ts\":1780000000,\"request_id\":\"many-files-\(number)\",\"model\":\"gpt-4o\",\"prompt_tokens\":\(number),\"completion_tokens\":1}\n"
      try line.write(toFile: "\(many)/\(number).jsonl", atomically: false, encoding: .utf8)
    }
    let database = folder + "/many.db"
    guard let first = ChildRun([program, "ingest", "--json", "--db", database, many]) else { return }
    note(Figure("first reading of 10,000 files", first.seconds * 1_000, "ms"))
    let runs = (0..<5).compactMap { _ in ChildRun([program, "ingest", "--json", "--db", database, many]) }
    note(Figure("rescan of 10,000 unchanged files", runs.map(\.seconds).median * 1_000, "ms"))
  }

  /// A collector that follows a file: how soon an appended line is stored, and what waiting costs.
  private func following(_ program: String, _ note: (Figure) -> Void) throws {
    let log = folder + "/follow.jsonl"
    let database = folder + "/follow.db"
    func line(_ number: Int) -> String {
      "{\"ts\":\(1_780_000_000 + number),\"request_id\":\"follow-\(number)-abcdef\",\"model\":\"gpt-4o\",\"prompt_tokens\":5,\"completion_tokens\":1}\n"
    }
    try line(0).write(toFile: log, atomically: false, encoding: .utf8)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = ["ingest", "--follow", "--db", database, log]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    defer {
      process.terminate()
      process.waitUntilExit()
    }
    usleep(700_000)
    guard let handle = FileHandle(forWritingAtPath: log) else { return }
    try handle.seekToEnd()
    var delays: [Double] = []
    for number in 1...20 {
      let before = Self.modified(database + "-wal")
      let start = ContinuousClock.now
      try handle.write(contentsOf: Data(line(number).utf8))
      while Self.modified(database + "-wal") == before, ContinuousClock.now - start < .seconds(2) {
        usleep(500)
      }
      delays.append((ContinuousClock.now - start) / .milliseconds(1))
      usleep(120_000)
    }
    note(
      Figure(
        "appended line to commit", delays.median, "ms",
        extra: "slowest of 20: \(Figure.short(delays.max() ?? 0)) ms"))
    let before = Self.cpuTicks(process.processIdentifier)
    sleep(10)
    let ticks = Self.cpuTicks(process.processIdentifier) - before
    note(
      Figure("idle, following", Double(ticks) / Double(sysconf(Int32(_SC_CLK_TCK))) / 10 * 100, "% of a core")
    )
  }

  private static func modified(_ path: String) -> Int64 {
    var status = stat()
    guard stat(path, &status) == 0 else { return 0 }
    return Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
      + Int64(status.st_size)
  }

  private static func cpuTicks(_ process: Int32) -> Int {
    guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return 0 }
    let fields = text.split(separator: " ")
    return fields.count > 14 ? (Int(fields[13]) ?? 0) + (Int(fields[14]) ?? 0) : 0
  }
}

extension BenchCorpus.Wrapping: ExpressibleByArgument {}
