import ArgumentParser
import Foundation
import SpendCore
import SpendDemo
import SpendIngest
import SpendSettings

struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo", abstract: "Show the dashboard on a simulated company, in a temporary database.",
    discussion: """
        spendtop demo
        spendtop demo --write logs --events 10000     write its logs instead
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var view: ViewOptions
  @Option(help: "Random seed.")
  var seed: UInt64 = 1
  @Option(help: "Speed of the simulated clock, such as 60x.")
  var speed = "1x"
  @Option(help: "Write logs into this directory instead.")
  var write: String?
  @Option(help: "Number of requests to write.")
  var events = 10_000
  @Option(help: "Log format (default: the usual one of each program).")
  var format: String?

  func run() throws {
    var context = try global.resolved()
    if let write { return try writeLogs(to: write) }
    let folder = NSTemporaryDirectory() + "spendtop-demo-\(getpid())"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    context.databasePath = folder + "/demo.db"
    context.settings = Settings()
    context.settings.budgets = DemoCompany.budgets
    guard let factor = Int64(speed.hasSuffix("x") ? String(speed.dropLast()) : speed),
      (1...10_000).contains(factor)
    else {
      throw UserMessage("invalid speed \"\(speed)\"", tryThis: "--speed 60x")
    }
    let company = try DemoCompany(workload: DemoWorkload(seed: seed), context: context)
    let start = try view.clock(context)()
    try company.fillDay(until: start)
    if view.once || view.plain {
      try company.fillHistory(until: start)
      return try view.printFrame(context, isDemo: true)
    }
    let real = Clock.now
    // A screen as of a time stands still.
    let isStill = view.at != nil
    let clock: @Sendable () -> Instant = {
      let passed = isStill ? 0 : (Clock.now.microseconds - real.microseconds) * factor
      return Instant(microseconds: start.microseconds + passed)
    }
    try Dashboard(context, view, isDemo: true, clock: clock).run { meter, _, stop -> Dashboard.Reading? in
      return { try company.live(from: start, clock: clock, meter: meter, stop: stop) }
    }
  }

  private func writeLogs(to folder: String) throws {
    let chosen = try format.map { name in
      guard let format = DemoLogWriter.Format(rawValue: name) else {
        throw UserMessage(
          "cannot write the format \"\(name)\"", because: "unknown format",
          tryThis: DemoLogWriter.Format.allCases.map(\.rawValue).joined(separator: ", "))
      }
      return format
    }
    let requests = DemoWorkload(seed: seed).history(days: 35, until: Clock.now).suffix(max(0, events))
    var files: [DemoLogWriter.Format: String] = [:]
    for request in requests {
      let format = chosen ?? DemoLogWriter.natural(request)
      files[format, default: format.header.map { $0 + "\n" } ?? ""] +=
        DemoLogWriter.line(request, format) + "\n"
    }
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      for (format, text) in files {
        try text.write(toFile: "\(folder)/\(format.fileName)", atomically: true, encoding: .utf8)
      }
    } catch {
      throw CommandError(
        message: UserMessage("cannot write to \"\(folder)\"", because: error.localizedDescription),
        status: .unreadable)
    }
    print("\(requests.count) requests in \(files.count) files in \(folder)")
  }
}
