import SpendCore
import Testing

@testable import SpendAlerts

@Suite("Silent sources") struct SilentSourceTests {
  private let found = Instant(seconds: 1_795_000_000)

  @Test("a log that was written when it was found is live, an archive is not")
  func live() {
    // Found with events of the last hour, and silent ever since: nothing was appended after the first read.
    let fresh = LogFolder(
      path: "/log/a", firstSeen: found, lastGrown: found.adding(seconds: 60),
      lastEvent: found.adding(seconds: -600))
    #expect(fresh.isLive)
    let archive = LogFolder(
      path: "/log/old", firstSeen: found, lastGrown: found.adding(seconds: 60),
      lastEvent: found.adding(seconds: -40 * 86_400))
    #expect(!archive.isLive)
    let grew = LogFolder(path: "/log/b", firstSeen: found, lastGrown: found.adding(seconds: 7_200))
    #expect(grew.isLive)
    #expect(!LogFolder(path: "/log/c", firstSeen: found, lastGrown: found).isLive)
  }

  @Test("the rule fires from the first day, and as long as the silence lasts")
  func firing() {
    var facts = AlertFacts(now: found.adding(seconds: 80 * 3_600))
    facts.ingest.folders = [
      LogFolder(
        path: "/log/a", firstSeen: found, lastGrown: found.adding(seconds: 60),
        lastEvent: found.adding(seconds: -600))
    ]
    let rule = AlertRule(.silentSource)
    #expect(rule.results(facts).map(\.severity) == [.warning])
    facts.now = found.adding(seconds: 90 * 86_400)
    #expect(rule.results(facts).map(\.severity) == [.warning])
  }
}
