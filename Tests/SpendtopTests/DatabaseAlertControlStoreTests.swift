import Foundation
import SpendAlerts
import SpendCore
import SpendDashboard
import SpendDelivery
import SpendStore
import Testing

@testable import SpendSettings
@testable import spendtop

/// What is said on the dashboard, and who hears of it.
@Suite struct DatabaseAlertControlStoreTests {
  private static let now = SampleStore.now

  private func context(_ sample: SampleStore) throws -> Context {
    var context = sample.context()
    context.settings = try Settings(
      toml: """
        [[budget]]
        name = "day"
        amount = "0.001"
        period = "day"
        [[receiver]]
        name = "hook"
        type = "exec"
        command = ["/bin/true"]
        severity = "info"
        """, path: "c")
    return context
  }

  private func watch(_ context: Context) throws -> AlertPreview {
    AlertPreview(
      source: try context.store(), zone: context.zone, billingDay: 1, budgets: context.settings.budgets,
      rules: context.settings.alertRules)
  }

  @Test("an alert taken on one screen is taken for the collector, for other screens, and after a restart")
  func shared() throws {
    let sample = try SampleStore()
    let context = try context(sample)
    let round = try AlertEvaluator(context.delivery)
    for half in 0..<3 { try round.run(at: Self.now.adding(seconds: Int64(half) * 30)) }
    let later = Self.now.adding(seconds: 90)
    let desk = DatabaseAlertControlStore(context)
    let shown = try #require(try watch(context).look(at: later, desk: desk))
    let alert = try #require(shown.alerts.first { $0.kind == .level })
    #expect(alert.isOpen)
    try desk.acknowledge(alert, at: later)

    // Another screen, begun later, on a desk of its own.
    let other = DatabaseAlertControlStore(context)
    let seen = try #require(
      try watch(context).look(at: later.adding(seconds: 60), desk: other)?.alerts.first {
        $0.key == alert.key
      })
    #expect(seen.acknowledgement?.by == ControlOptions.user && !seen.isOpen)
    // The collector: nothing is repeated for eight hours.
    let told = try AlertStateStore(context.companions).ledger.history(limit: 100).count
    for hour in 1..<8 { try round.run(at: later.adding(seconds: Int64(hour) * 3_600)) }
    let levels = try AlertStateStore(context.companions).ledger.history(limit: 100)
      .dropLast(told).filter { $0.id.contains("level") }
    #expect(levels.isEmpty, "\(levels.map(\.id))")
    // A second press gives it back, for everybody.
    try other.acknowledge(seen, at: later.adding(seconds: 61))
    #expect(try desk.controls().acknowledgements.isEmpty)
  }

  @Test("a silence from the screen lasts an hour, and a second press ends it")
  func silenced() throws {
    let sample = try SampleStore()
    let context = try context(sample)
    let round = try AlertEvaluator(context.delivery)
    for half in 0..<3 { try round.run(at: Self.now.adding(seconds: Int64(half) * 30)) }
    let desk = DatabaseAlertControlStore(context)
    let watch = try watch(context)
    let first = try #require(try watch.look(at: Self.now.adding(seconds: 90), desk: desk)?.alerts.first)
    try desk.silence(first, at: Self.now.adding(seconds: 90))
    let second = try #require(
      try watch.look(at: Self.now.adding(seconds: 91), desk: desk, isUrgent: true)?.alerts.first {
        $0.key == first.key
      })
    #expect(second.silence?.end == Self.now.adding(seconds: 3_690))
    try desk.silence(second, at: Self.now.adding(seconds: 92))
    #expect(try DatabaseAlertControlStore(context).controls().silences.isEmpty)
  }

  @Test("a screen that says nothing makes no file")
  func readsOnly() throws {
    let sample = try SampleStore()
    let context = try context(sample)
    let desk = DatabaseAlertControlStore(context)
    #expect(try desk.engine() == nil && desk.controls() == AlertControls())
    let path = context.companions.state
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test("without a collector an alert that was taken stays taken on the next screen")
  func alone() throws {
    let sample = try SampleStore()
    let context = try context(sample)
    let desk = DatabaseAlertControlStore(context)
    let watch = try watch(context)
    var alert: AlertView?
    for half in 0..<3 {
      alert = try watch.look(at: Self.now.adding(seconds: Int64(half) * 30), desk: desk)?.alerts.first {
        $0.kind == .level
      }
    }
    let level = try #require(alert)
    try desk.acknowledge(level, at: Self.now.adding(seconds: 90))
    let next = try self.watch(context)
    for half in 20..<23 {
      alert = try next.look(
        at: Self.now.adding(seconds: Int64(half) * 30), desk: DatabaseAlertControlStore(context))?
        .alerts.first { $0.key == level.key }
    }
    #expect(alert?.acknowledgement != nil)
  }

  @Test("of many who speak at once, nobody is lost")
  func together() throws {
    let sample = try SampleStore()
    let context = try context(sample)
    let now = Self.now
    DispatchQueue.concurrentPerform(iterations: 8) { speaker in
      for word in 0..<10 {
        do {
          try AlertStateStore(context.companions).change(at: now) {
            $0.silences.append(
              Silence(
                id: "\(speaker)-\(word)", matchers: [LabelMatcher(name: "rule", value: "x")], start: now,
                end: now.adding(seconds: 60), by: "\(speaker)"))
          }
        } catch {
          Issue.record("\(speaker)-\(word): \(error)")
        }
      }
    }
    let kept = try AlertStateStore(context.companions).controls().silences
    #expect(Set(kept.map(\.id)).count == 80)
  }
}
