import ArgumentParser
import Foundation
import SpendCore
import SpendStore
import Testing

@testable import spendtop

@Suite struct ExitCodeTests {
  /// How a command line ends that reads nothing.
  private func ending(_ arguments: [String]) throws -> ExitOutcome {
    do {
      var command = try Spendtop.parseAsRoot(arguments)
      try command.run()
    } catch {
      return ExitOutcome(error)
    }
    throw UserMessage("accepted")
  }

  @Test(
    "wrong usage is 2, with the reason first",
    arguments: [
      ["report", "--format", "yaml"], ["report", "--since"], ["report", "--limit", "many"],
      ["export", "events", "--nonsense"], ["frobnicate", "--really"], ["export", "eventz", "--since", "7d"],
    ])
  func wrongUsage(arguments: [String]) throws {
    let ending = try ending(arguments)
    #expect(ending.status == .usage)
    #expect(ending.output == nil)
    #expect(try #require(ending.complaint).hasPrefix("spendtop: "))
  }

  @Test("help and version are answers, not errors", arguments: [["report", "--help"], ["--version"]])
  func answers(arguments: [String]) throws {
    let ending = try ending(arguments)
    #expect(ending.status == .fine)
    #expect(ending.output?.isEmpty == false)
    #expect(ending.complaint == nil)
  }

  @Test("the version names the commit that was built and the database")
  func version() throws {
    let text = try #require(try ending(["--version"]).output)
    #expect(
      text.wholeMatch(of: /\d+\.\d+\.\d+ \(([0-9a-f]{9,}, )?schema \d+\)/) != nil, "\(text)")
    #expect(text.hasSuffix("schema \(SQLiteStore.schemaVersion))"))
  }

  @Test("what the system refuses is 3, not wrong usage")
  func systemErrors() throws {
    let ending = ExitOutcome(CocoaError(.fileWriteOutOfSpace))
    #expect(ending.status == .unreadable)
    #expect(try #require(ending.complaint).hasPrefix("spendtop: unexpected error\n  because: "))
    #expect(ExitOutcome(StoreError.foreignDatabase).status == .unreadable)
  }

  @Test("messages keep their status and say what, because, try")
  func messages() {
    let message = UserMessage("cannot do it", because: "of \u{1B}[31mthis", tryThis: "that")
    let text = "spendtop: cannot do it\n  because: of ^[[31mthis\n  try: that"
    #expect(ExitOutcome(message).complaint == text)
    #expect(ExitOutcome(message).status == .usage)
    #expect(ExitOutcome(CommandError(message: message, status: .busy)).complaint == text)
    #expect(ExitOutcome(CommandError(message: message, status: .busy)).status.rawValue == 75)
    #expect(ExitOutcome(ExitStatus.difference).status.rawValue == 1)
    #expect(ExitOutcome(ExitStatus.difference).complaint == nil)
  }

  @Test("values of options may begin with a dash")
  func dashes() throws {
    let arguments = [
      "report", "--since", "-7d", "--until", "-1d", "--filter", "-odd=1", "--filter", "feature=-x", "--tz",
      "UTC",
    ]
    let report = try #require(try Spendtop.parseAsRoot(arguments) as? ReportCommand)
    #expect(report.range.since == "-7d")
    #expect(report.range.until == "-1d")
    #expect(report.filter == ["-odd=1", "feature=-x"])
    #expect(report.global.timeZone == "UTC")
    let export = try #require(
      try Spendtop.parseAsRoot(["export", "events", "--since", "-90m", "--db", "-db"]) as? ExportEvents)
    #expect(export.options.range.since == "-90m")
    #expect(export.global.database == "-db")
    let top = try #require(try Spendtop.parseAsRoot(["--at", "-2h", "a.jsonl"]) as? TopCommand)
    #expect(top.view.at == "-2h")
    #expect(top.paths == ["a.jsonl"])
  }
}
