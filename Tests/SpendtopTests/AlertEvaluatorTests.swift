import Foundation
import SpendAlerts
import SpendCore
import SpendDashboard
import SpendDelivery
import SpendReports
import Testing

@testable import SpendSettings
@testable import spendtop

@Suite struct AlertEvaluatorTests {
  private static let budget = Budget(
    name: "day", amount: Money(nanodollars: 1_000_000), period: .calendar(.day))

  private func context(_ sample: SampleStore, hook: String) throws -> Context {
    var context = sample.context()
    context.settings = try Settings(
      toml: """
        [currency]
        code = "EUR"
        per_usd = "0.5"
        [[budget]]
        name = "day"
        amount = "0.001"
        period = "day"
        [[receiver]]
        name = "hook"
        type = "exec"
        command = ["\(hook)"]
        severity = "info"
        [[receiver]]
        name = "pager"
        type = "exec"
        command = ["/bin/false"]
        severity = "critical"
        """, path: "c")
    return context
  }

  private func hook(_ text: String) throws -> (path: String, folder: String) {
    let folder = NSTemporaryDirectory() + "spendtop-hook-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let path = folder + "/hook"
    try "#!/bin/sh\n\(text.replacingOccurrences(of: "FOLDER", with: folder))\n".write(
      toFile: path, atomically: false, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    return (path, folder)
  }

  @Test("from the events to the receiver, once, over a restart; failures are kept and seen")
  func wholeWay() throws {
    signal(SIGPIPE, SIG_IGN)
    let sample = try SampleStore()
    let hook = try hook("cat >> FOLDER/said; echo >> FOLDER/said")
    defer { try? FileManager.default.removeItem(atPath: hook.folder) }
    let context = try context(sample, hook: hook.path)
    let now = SampleStore.now
    var round = try AlertEvaluator(context.delivery)
    for minute in 0..<4 { try round.run(at: now.adding(seconds: Int64(minute) * 30)) }
    let office = try OutboxDispatcher(context.delivery)
    try office.run(at: now.adding(seconds: 120))
    round = try AlertEvaluator(context.delivery)
    for minute in 4..<40 { try round.run(at: now.adding(seconds: Int64(minute) * 30)) }
    try office.run(at: now.adding(seconds: 1_200))

    let said = try String(contentsOfFile: hook.folder + "/said", encoding: .utf8)
    let notices = try said.split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    let level = notices.filter { ($0["groupLabels"] as? [String: String])?["rule"] == "level" }
    #expect(level.count == 1)
    let alert = try #require((level[0]["alerts"] as? [[String: Any]])?.first)
    #expect((alert["labels"] as? [String: String])?["severity"] == "critical")
    // What people read is in their currency.
    let summary = (alert["annotations"] as? [String: String])?["summary"] ?? ""
    #expect(summary.contains("of €0.0005") && !summary.contains("$"), "\(summary)")

    let book = try AlertStateStore(context.companions)
    let history = try book.ledger.history(limit: 100)
    #expect(history.contains { $0.receiver == "pager" && $0.state == .failed && $0.error == "ended with 1" })
    let snapshot = try book.snapshot(context.settings, at: now.adding(seconds: 1_200))
    #expect(snapshot.worst == .critical)
    #expect(snapshot.givenUp >= 1)
    let shown = AlertsReport.table(snapshot, now: now)
    #expect(shown.contains("level day"))
    #expect(try JSONSerialization.jsonObject(with: Data(AlertsReport.json(snapshot).utf8)) is [String: Any])
  }

  @Test(
    "a clock that is set by a day is told to nobody, and loses no notice that is on its way",
    arguments: [Int64(86_400), -86_400])
  func clockJump(jump: Int64) throws {
    signal(SIGPIPE, SIG_IGN)
    let sample = try SampleStore()
    let hook = try hook("exit 75")
    defer { try? FileManager.default.removeItem(atPath: hook.folder) }
    let context = try context(sample, hook: hook.path)
    let round = try AlertEvaluator(context.delivery)
    let office = try OutboxDispatcher(context.delivery)
    let book = try AlertStateStore(context.companions)
    var now = SampleStore.now
    for _ in 0..<4 {
      try round.run(at: now)
      now = now.adding(seconds: 30)
    }
    try office.run(at: now)
    let view = try #require(try book.snapshot(context.settings, at: now).alerts.first { $0.kind == .level })
    try book.change(at: now) { $0.acknowledge(view, by: "ann", at: now) }
    let before = try book.snapshot(context.settings, at: now)
    let queued = try book.ledger.history(limit: 10).filter { $0.state == .pending }
    #expect(!queued.isEmpty && queued.allSatisfy { $0.attempts == 1 })

    now = now.adding(seconds: jump)
    let step = try round.run(at: now, jump: jump, isSettled: false)
    #expect(step.notices.isEmpty && step.transitions.isEmpty)
    // As the next round sees it, and a collector that is started anew.
    let after = try book.snapshot(context.settings, at: now)
    #expect(after.alerts.map(\.stage) == before.alerts.map(\.stage))
    #expect(after.alerts.first { $0.kind == .level }?.acknowledgement?.by == "ann")
    try office.run(at: now.adding(seconds: 400), jump: jump)
    let tried = try book.ledger.history(limit: 10).filter { $0.receiver == "hook" }
    #expect(tried.allSatisfy { $0.state == .pending && $0.attempts == 2 }, "\(tried.map(\.state))")
  }

  @Test("what people say is kept and heeded")
  func controls() throws {
    let sample = try SampleStore()
    let hook = try hook("exit 0")
    defer { try? FileManager.default.removeItem(atPath: hook.folder) }
    let context = try context(sample, hook: hook.path)
    let now = SampleStore.now
    let book = try AlertStateStore(context.companions)
    try book.change(at: now) {
      $0.silences = [
        Silence(
          id: "1", matchers: [LabelMatcher(name: "budget", value: "day")], start: now,
          end: now.adding(seconds: 3_600), by: "ann")
      ]
    }
    let round = try AlertEvaluator(context.delivery)
    for minute in 0..<10 { try round.run(at: now.adding(seconds: Int64(minute) * 30)) }
    #expect(try book.ledger.history(limit: 10).isEmpty)
    let view = try #require(
      try book.snapshot(context.settings, at: now.adding(seconds: 60)).alerts.first { $0.kind == .level })
    #expect(view.silence?.by == "ann" && !view.isOpen)
    // What has ended is not kept.
    try book.change(at: now.adding(seconds: 4_000)) { _ in }
    #expect(try book.controls().silences.isEmpty)
  }

  @Test("rules are changed, switched off and added")
  func rules() throws {
    let settings = try Settings(
      toml: """
        [[receiver]]
        name = "x"
        type = "bell"
        [[alert]]
        rule = "burn-fast"
        critical = 10
        for = "0m"
        receivers = ["x"]
        [[alert]]
        rule = "latency"
        enabled = false
        [[alert]]
        rule = "error-rate"
        name = "search-errors"
        warn = 0.02
        filter = { feature = "search" }
        """, path: "c")
    let rules = Dictionary(uniqueKeysWithValues: settings.alertRules.map { ($0.name, $0) })
    #expect(rules.count == RuleKind.allCases.count + 1)
    #expect(rules["burn-fast"]?.critical == 10 && rules["burn-fast"]?.holdSeconds == 0)
    #expect(rules["latency"]?.isOn == false)
    #expect(rules["search-errors"]?.warn == 0.02 && rules["search-errors"]?.critical == nil)
    #expect(rules["error-rate"]?.warn == 0.10)
  }

  @Test(
    "what makes no sense is refused",
    arguments: [
      "[[alert]]\nrule = \"burn\"", "[[alert]]\nrule = \"level\"\nreceivers = [\"nobody\"]",
      "[[alert]]\nrule = \"level\"\nbudget = \"none\"", "[[alert]]\nrule = \"level\"\nfor = \"soon\"",
      "[[alert]]\nrule = \"level\"\n[[alert]]\nrule = \"level\"", "[[alert]]\nrule = \"level\"\nwarm = 1",
      "[[receiver]]\nname = \"a\"\ntype = \"slack\"", "[[receiver]]\nname = \"a\"\ntype = \"pagerduty\"",
      "[[receiver]]\nname = \"a\"\ntype = \"mail\"",
      "[[receiver]]\nname = \"a\"\ntype = \"bell\"\n[[receiver]]\nname = \"a\"\ntype = \"bell\"",
    ])
  func refused(text: String) {
    #expect(throws: CommandError.self) { try Settings(toml: text, path: "c") }
  }

  @Test("secrets come from files that others cannot read")
  func secrets() throws {
    let folder = NSTemporaryDirectory() + "spendtop-secret-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/url"
    try "http://127.0.0.1:1/secret-token\n".write(toFile: path, atomically: false, encoding: .utf8)
    var receiver = Receiver(name: "r", kind: .slack, url: nil, severity: .info, command: [])
    receiver.secretURL = .file(path)
    receiver.allowsHTTP = true
    let notice = Notice(id: "n", state: .test, groupLabels: [:], alerts: [], at: SampleStore.now)
    for mode in [0o644, 0o600] {
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
      guard
        case .retry(_, let reason) = NoticeSender(receiver: receiver, ring: { _ in false }).deliver(notice)
      else {
        return #expect(Bool(false))
      }
      #expect(!reason.contains("secret-token"))
      #expect(reason.contains("other users can read it") == (mode == 0o644))
    }
  }
}
