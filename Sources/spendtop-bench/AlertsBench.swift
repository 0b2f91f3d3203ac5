import ArgumentParser
import Foundation
import SpendAlerts
import SpendCore
import SpendStore

/// Cost of one evaluation of all rules over a year of two hundred features: the first, those within an
/// hour, and the first of a new hour.
struct AlertsBench {
  let program: String
  let folder: String

  private static let features = 200
  private static let days = 365
  /// 20 November 2026, 12:20 UTC.
  private static let now = Instant(seconds: 1_795_177_200)

  func run(_ note: (Figure) -> Void) throws {
    let database = folder + "/alerts.db"
    try writeYear(to: folder + "/year.jsonl")
    guard
      ChildRun([program, "ingest", "--tz", "UTC", "--db", database, folder + "/year.jsonl"])?.status == 0
    else { throw ValidationError("the year cannot be ingested") }
    let store = try SQLiteStore(reading: database, zone: .utc)
    let budgets = [
      Budget(name: "all", amount: Money(nanodollars: 20_000_000_000_000), period: .calendar(.month)),
      Budget(
        name: "per-feature", amount: Money(nanodollars: 200_000_000_000), period: .calendar(.month),
        splitBy: .feature),
    ]
    let rules = RuleRegistry.defaults
    let gatherer = AlertFactsCollector(source: store, zone: .utc, budgets: budgets, rules: rules)
    let parents = AlertFactsCollector.parents(budgets)
    var engine = AlertEngine()
    var readings = 0
    func round(_ seconds: Int64) throws -> Double {
      let start = ContinuousClock.now
      let now = Self.now.adding(seconds: seconds)
      let facts = try gatherer.facts(at: now)
      let all = rules.flatMap { $0.results(facts) }
      readings = all.count
      _ = engine.step(all, rules: rules, parents: parents, at: now)
      return (ContinuousClock.now - start) / .milliseconds(1)
    }
    let first = try round(0)
    note(Figure("first round of all rules", first, "ms", extra: "\(readings) readings"))
    var same: [Double] = []
    for number in 1...20 { same.append(try round(Int64(number) * 30)) }
    note(
      Figure(
        "round in the same hour", same.median, "ms", extra: "slowest \(Figure.short(same.max() ?? 0)) ms"))
    var new: [Double] = []
    for number in 1...9 { new.append(try round(Int64(number) * 3_600)) }
    note(
      Figure(
        "first round of a new hour", new.median, "ms", extra: "slowest \(Figure.short(new.max() ?? 0)) ms"))
  }

  /// A request of each feature in each hour, more tokens by day and on weekdays, one of five models.
  private func writeYear(to path: String) throws {
    _ = FileManager.default.createFile(atPath: path, contents: nil)
    guard let file = FileHandle(forWritingAtPath: path) else {
      throw ValidationError("cannot write \(path)")
    }
    defer { try? file.close() }
    let models = [
      ("openai", "gpt-4o"), ("openai", "gpt-4o-mini"), ("anthropic", "claude-sonnet-4-5"),
      ("google", "gemini-2.5-pro"), ("mistral", "mistral-large-latest"),
    ]
    let hours = Self.days * 24
    let first = Self.now.seconds - Int64(hours) * 3_600
    var text = ""
    for hour in 0..<hours {
      let isBusy = (8..<19).contains(hour % 24) && hour / 24 % 7 < 5
      for feature in 0..<Self.features {
        let (provider, model) = models[(feature + hour) % models.count]
        let tokens = (isBusy ? 20_000 : 5_000) + (hour * 7_919 + feature * 104_729) % 3_000
        let time = first + Int64(hour) * 3_600 + Int64(feature) * 5
        text +=
          "{\"ts\":\(time),\"request_id\":\"year-of-alerts-\(hour)-\(feature)\",\"provider\":\"\(provider)\","
          + "\"model\":\"\(model)\",\"feature\":\"feature-\(feature)\",\"prompt_tokens\":\(tokens),"
          + "\"completion_tokens\":\(tokens / 10),\"latency_ms\":\(tokens / 8)}\n"
      }
      if text.utf8.count > 1 << 20 || hour == hours - 1 {
        try file.write(contentsOf: Data(text.utf8))
        text = ""
      }
    }
  }
}
