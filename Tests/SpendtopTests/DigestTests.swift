import Foundation
import SpendAlerts
import SpendCore
import SpendDelivery
import SpendStore
import Testing

@testable import SpendSettings
@testable import spendtop

@Suite struct DigestTests {
  private func context(_ sample: SampleStore, zone: Zone = .utc) throws -> Context {
    var context = sample.context(zone: zone)
    context.settings = try Settings(
      toml: """
        [[budget]]
        name = "month"
        amount = 100
        [[receiver]]
        name = "team"
        type = "exec"
        command = ["/bin/cat"]
        severity = "critical"
        [[digest]]
        name = "each-day"
        every = "daily"
        receivers = ["team"]
        """, path: "c")
    return context
  }

  private func sent(_ context: Context) throws -> [Notice] {
    let ledger = try AlertStateStore(context.companions).ledger
    return try ledger.history(limit: 100).filter { $0.id.hasPrefix("digest-") }
      .map { try JSONDecoder().decode(Notice.self, from: Data($0.notice)) }.sorted { $0.at < $1.at }
  }

  @Test("a digest is queued once per period, over restarts, from the first whole period on")
  func once() throws {
    let sample = try SampleStore()
    let context = try context(sample)
    // Noon of 2026-11-20: the day before was over before the digest was configured.
    var now = SampleStore.now
    for _ in 0..<3 {
      let round = try AlertEvaluator(context.delivery)
      for minute in 0..<3 { try round.run(at: now.adding(seconds: Int64(minute) * 30)) }
    }
    #expect(try sent(context).isEmpty)
    now = CivilTime(year: 2026, month: 11, day: 21, minute: 1).instant()
    for _ in 0..<3 {
      let round = try AlertEvaluator(context.delivery)
      for minute in 0..<3 { try round.run(at: now.adding(seconds: Int64(minute) * 30)) }
    }
    let notices = try sent(context)
    #expect(notices.count == 1)
    let alert = try #require(notices.first?.alerts.first)
    // The budget is used by 1.257, of which 1.2545 were spent on the day before.
    #expect(
      alert.summary == "≥$0.0025 on 2026-11-20, 4 requests, 99.8 % less than before ($1.25)",
      "\(alert.summary)")
    #expect(alert.reason.contains("month 1.3 % used; 1 request unpriced"), "\(alert.reason)")
    #expect(alert.reason.hasPrefix("search -$1.25 ("), "\(alert.reason)")
    // Two days later: the last whole day only.
    let later = CivilTime(year: 2026, month: 11, day: 23, hour: 5).instant()
    try AlertEvaluator(context.delivery).run(at: later)
    #expect(try sent(context).map(\.at.rfc3339) == ["2026-11-21T00:00:00.000Z", "2026-11-23T00:00:00.000Z"])
    // A clock that is set back repeats nothing.
    try AlertEvaluator(context.delivery).run(at: now)
    #expect(try sent(context).count == 2)
  }

  @Test("periods are those of the zone")
  func periods() throws {
    let berlin = try #require(Zone(named: "Europe/Berlin"))
    let now = CivilTime(year: 2026, month: 11, day: 2, hour: 12).instant()
    func periods(_ period: Digest.Period) -> [String] {
      let digest = Digest(name: "d", period: period, receivers: ["r"])
      let (last, before) = digest.periods(at: now, zone: berlin)
      return [before.start, last.start, last.end].map { String($0.rfc3339.prefix(13)) }
    }
    #expect(periods(.daily) == ["2026-10-30T23", "2026-10-31T23", "2026-11-01T23"])
    #expect(periods(.weekly) == ["2026-10-18T22", "2026-10-25T23", "2026-11-01T23"])
    #expect(periods(.monthly) == ["2026-08-31T22", "2026-09-30T22", "2026-10-31T23"])
  }

  @Test(
    "one clear message",
    arguments: [
      ("every = \"hourly\"\nreceivers = [\"team\"]", "is \"hourly\""),
      ("receivers = [\"team\"]", "has no period"),
      ("every = \"daily\"", "has no receivers"),
      ("every = \"daily\"\nreceivers = [\"tean\"]", "did you mean \"team\""),
    ])
  func refusals(keys: String, says: String) throws {
    let error = #expect(throws: CommandError.self) {
      try Settings(
        toml: """
          [[receiver]]
          name = "team"
          type = "exec"
          command = ["/bin/cat"]
          [[digest]]
          name = "d"
          \(keys)
          """, path: "c")
    }
    #expect(error?.message.description.contains(says) == true, "\(error?.message.description ?? "")")
  }
}
