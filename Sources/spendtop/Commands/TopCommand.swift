import ArgumentParser
import Foundation
import SpendAnalytics
import SpendCore
import SpendReports
import SpendCurses
import SpendDashboard
import SpendDelivery
import SpendFormatting
import SpendIngest
import SpendPricing
import SpendScreen
import SpendSettings
import SpendStore
import Synchronization

struct TopCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "top", abstract: "Show the dashboard; ingest and follow the given logs.",
    discussion: """
        spendtop /var/log/llm 'logs/**/*.jsonl.gz'
        spendtop top --once --size 120x36      one frame as text
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var view: ViewOptions
  @Argument(help: "Log files, directories or patterns; - for standard input.")
  var paths: [String] = []

  func run() throws {
    let context = try global.resolved()
    _ = try view.shownView()
    try PathCheck.check(paths)
    var sources = view.noIngest ? [] : context.sources(paths, format: nil)
    var greeting: String?
    let tools = LocalTools.here
    if sources.isEmpty, paths.isEmpty, !view.noIngest {
      tools.announce()
      sources = tools.sources
      if !sources.isEmpty {
        greeting = "Reading logs of " + Set(tools.tools.map(\.name)).sorted().joined(separator: ", ")
      }
    }
    let hasDatabase = FileManager.default.fileExists(atPath: context.databasePath)
    guard !sources.isEmpty || hasDatabase else {
      if !view.noIngest, !view.once, !view.plain, isatty(STDOUT_FILENO) == 1 {
        var dashboard = Dashboard(context, view, isDemo: false)
        dashboard.welcome = Welcome(
          searched: KnownTools.names, configurationPath: context.configurationPath)
        return try dashboard.run { _, _, _ in nil }
      }
      throw UserMessage(
        "no logs found", because: "no path, no [[source]], no known tool, no database",
        tryThis: "spendtop demo, spendtop /path/to/logs, or a [[source]] in \(context.configurationPath)")
    }
    if view.once || view.plain {
      if !sources.isEmpty { try readAll(sources, context, hasDatabase: hasDatabase) }
      try view.printFrame(context, isDemo: false)
      return
    }
    if sources.contains(where: \.isStandardInput), isatty(STDIN_FILENO) == 1 {
      throw UserMessage(
        "standard input is the terminal", because: "- reads a pipe, while keys come from the terminal",
        tryThis: "tail -F app.jsonl | spendtop -")
    }
    var dashboard = Dashboard(context, view, isDemo: false)
    dashboard.readsPipe = sources.contains(where: \.isStandardInput)
    dashboard.greeting = greeting
    try dashboard.run { meter, failures, stop in
      guard !sources.isEmpty else { return nil }
      do {
        let collector = try IngestSession(context, sources: sources, prompt: true, meter: meter)
        let alerts = AlertWorker(context, meter: meter)
        collector.engine.onNotice = { failures.note($0) }
        return {
          alerts.start()
          defer { alerts.stop() }
          // A pipe is read as it comes, after the files; keys come from the terminal.
          if sources.contains(where: \.isStandardInput) {
            meter.follow()
            try collector.engine.readAll(stop: stop)
            meter.follow()
          }
          if sources.contains(where: { !$0.isStandardInput }) {
            try collector.engine.follow(stop: stop)
          }
        }
      } catch let failure as CommandError where failure.status == .busy && hasDatabase {
        // Another process reads the logs; this one shows what it stores.
        return nil
      }
    }
  }

  /// Reads what the logs hold; when another process reads them already, what it has stored is shown.
  private func readAll(_ sources: [LogSource], _ context: Context, hasDatabase: Bool) throws {
    do {
      let collector = try IngestSession(context, sources: sources)
      try context.reading { try collector.engine.readAll(stop: StopSignal()) }
    } catch let failure as CommandError where failure.status == .busy && hasDatabase {}
  }
}
