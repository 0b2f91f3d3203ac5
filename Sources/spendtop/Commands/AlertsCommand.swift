import ArgumentParser
import Foundation
import SpendAlerts
import SpendCore
import SpendDelivery
import SpendFormatting
import SpendReports
import SpendSettings
import SpendStore
import SpendText

struct AlertsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "alerts", abstract: "List, acknowledge and silence alerts.",
    discussion: """
        spendtop alerts list
        spendtop alerts ack 3f9c0a1be2d4a566
        spendtop alerts silence budget=prod-monthly 2h --comment "migration"
        spendtop alerts test oncall
      """,
    subcommands: [AlertsList.self, AlertsAck.self, AlertsSilence.self, AlertsHistory.self, AlertsTest.self],
    defaultSubcommand: AlertsList.self)
}

enum AlertsFormat: String, ExpressibleByArgument, CaseIterable { case table, json }

struct AlertsList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List alerts.",
    discussion: "  spendtop alerts list --format json")

  @OptionGroup var global: GlobalOptions
  @Option(parsing: .unconditional, help: "table or json.")
  var format = AlertsFormat.table

  func run() throws {
    let context = try global.resolved()
    let book = try AlertStateStore(context.companions)
    let snapshot = try book.snapshot(context.settings, at: context.now)
    let counts = try book.ledger.counts()
    // Without a database, alerts are not evaluated.
    let lastScan = try? context.store().ingestFacts(since: context.now).lastScan
    print(
      format == .json
        ? AlertsReport.json(snapshot, counts, evaluatedAt: lastScan)
        : AlertsReport.table(snapshot, counts, evaluatedAt: lastScan, now: context.now))
  }
}

/// Author and expiry of an alert action.
struct ControlOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "Author (default: current user).")
  var by: String?

  var name: String { by ?? Self.user }

  /// Name of the user who runs the program.
  static var user: String { ProcessInfo.processInfo.environment["USER"] ?? "uid \(getuid())" }
}

struct AlertsAck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ack", abstract: "Acknowledge an alert (re-notifies only if it worsens).",
    discussion: "  spendtop alerts ack 3f9c0a1be2d4a566 --for 2h")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var control: ControlOptions
  @Argument(help: "Alert key or unique prefix.")
  var key: String
  @Option(name: .customLong("for"), parsing: .unconditional, help: "Duration.")
  var duration = "8h"

  func run() throws {
    let context = try global.resolved()
    let seconds = try CheckOptions.seconds(duration)
    let book = try AlertStateStore(context.companions)
    let now = context.now
    let snapshot = try book.snapshot(context.settings, at: now)
    let found = snapshot.alerts.filter {
      $0.stage != .pending && $0.key.fingerprint.hasPrefix(key.lowercased())
    }
    guard let alert = found.first, found.count == 1, !key.isEmpty else {
      throw UserMessage(
        "there is no alert \"\(key)\"",
        because: found.count > 1 ? "\(found.count) keys begin so" : "nothing of that key fires",
        tryThis: "spendtop alerts list")
    }
    try book.change(at: now) {
      $0.acknowledgements.removeAll { $0.key == alert.key }
      $0.acknowledgements.append(
        Acknowledgement(key: alert.key, by: control.name, at: now, until: now.adding(seconds: seconds)))
    }
    try book.notifyPagerDuty(of: alert, context.settings, at: now)
    print("taken by \(SafeText(control.name).string) for \(duration): \(SafeText(alert.name).string)")
  }
}

struct AlertsSilence: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "silence", abstract: "Silence alerts for a time.",
    discussion: """
        spendtop alerts silence budget=prod-monthly 2h --comment "migration"
        spendtop alerts silence 'rule=~burn-.*' 'feature!=search' 1d
        spendtop alerts silence --remove 4c1f
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var control: ControlOptions
  @Argument(
    help: "Matchers (name=value, !=, =~regex, !~regex) or an alert key, then the duration (at most 30d).")
  var words: [String] = []
  @Option(parsing: .unconditional, help: "Comment.")
  var comment = ""
  @Option(parsing: .unconditional, help: "End a silence by its id.")
  var remove: String?

  func run() throws {
    let context = try global.resolved()
    let book = try AlertStateStore(context.companions)
    let now = context.now
    if let remove {
      var ended = 0
      try book.change(at: now) {
        let before = $0.silences.count
        $0.silences.removeAll { $0.id.hasPrefix(remove) && !remove.isEmpty }
        ended = before - $0.silences.count
      }
      guard ended > 0 else {
        throw UserMessage("unknown silence \"\(remove)\"", tryThis: "spendtop alerts list --format json")
      }
      return print("\(ended) silence ended")
    }
    let silence = try silence(context, book, now)
    try book.change(at: now) { $0.silences.append(silence) }
    let what = silence.matchers.map(\.description).joined(separator: " ")
    print("silence \(silence.id) until \(silence.end.rfc3339): \(SafeText(what).string)")
  }

  static func newID() -> String { String(UUID().uuidString.lowercased().prefix(8)) }

  private func silence(_ context: Context, _ book: AlertStateStore, _ now: Instant) throws -> Silence {
    guard words.count >= 2, let duration = words.last else {
      throw UserMessage(
        "a silence needs matchers and an end", tryThis: "spendtop alerts silence budget=prod-monthly 2h")
    }
    let seconds = try CheckOptions.seconds(duration)
    guard seconds <= Silence.longestSeconds else {
      throw UserMessage(
        "a silence of \(duration) is too long", because: "at most 30 days", tryThis: "30d")
    }
    var matchers: [LabelMatcher] = []
    for word in words.dropLast() {
      if let matcher = LabelMatcher(word) {
        matchers.append(matcher)
      } else if let alert = try book.snapshot(context.settings, at: now).alerts.first(where: {
        $0.key.fingerprint == word
      }) {
        matchers += alert.labels.sorted { $0.key < $1.key }.map {
          LabelMatcher(name: $0.key, value: $0.value)
        }
      } else {
        throw UserMessage(
          "cannot read the matcher \"\(word)\"", because: "neither name=value nor an alert key",
          tryThis: "rule=burn-fast, 'feature=~search.*'")
      }
    }
    return Silence(
      id: Self.newID(), matchers: matchers, start: now, end: now.adding(seconds: seconds), by: control.name,
      comment: comment)
  }
}

struct AlertsHistory: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "Show sent and failed notifications.",
    discussion: "  spendtop alerts history --limit 50")

  @OptionGroup var global: GlobalOptions
  @Option(parsing: .unconditional, help: "Maximum notifications.")
  var limit = 20
  @Option(parsing: .unconditional, help: "table or json.")
  var format = AlertsFormat.table

  func run() throws {
    let context = try global.resolved()
    guard (0...100_000).contains(limit) else {
      throw UserMessage("cannot show \(limit) notices", tryThis: "--limit 20")
    }
    let book = try AlertStateStore(context.companions)
    let entries = try book.ledger.history(limit: limit)
    let shown = entries.map { entry in
      (entry, try? JSONDecoder().decode(Notice.self, from: Data(entry.notice)))
    }
    if format == .json {
      let list = shown.map { entry, notice -> JSON in
        .object([
          "time": .string(entry.created.rfc3339), "receiver": .string(entry.receiver),
          "state": .string(entry.state.rawValue), "attempts": .integer(Int64(entry.attempts)),
          "notice": .string(notice?.state.rawValue ?? ""), "error": .string(entry.error),
          "alerts": .array((notice?.alerts ?? []).map { .string($0.key.fingerprint) }),
        ])
      }
      return print(JSON.object(["schema": .integer(1), "notices": .array(list)]).text)
    }
    guard !entries.isEmpty else { return print("No notifications yet") }
    var rows = [["time", "receiver", "state", "tries", "notice", "error"]]
    for (entry, notice) in shown {
      let names = (notice?.alerts ?? []).prefix(2).compactMap { $0.labels["rule"] }.joined(separator: ", ")
      rows.append([
        String(entry.created.rfc3339.prefix(19)) + "Z", entry.receiver, entry.state.rawValue,
        "\(entry.attempts)",
        "\(notice?.state.rawValue ?? "?") \(names)", String(entry.error.prefix(120)),
      ])
    }
    print(TextTable.lines(rows, labels: 6).joined(separator: "\n"))
  }
}

struct AlertsTest: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Send a test notification to a receiver.",
    discussion: "  spendtop alerts test oncall")

  @OptionGroup var global: GlobalOptions
  @Argument(help: "Name.")
  var receiver: String

  func run() throws {
    let context = try global.resolved()
    let known = context.settings.receivers.map(\.name)
    guard let target = context.settings.receivers.first(where: { $0.name == receiver }) else {
      let nearest = EditDistance.nearest(to: receiver, among: known)
      throw UserMessage(
        "there is no receiver \"\(receiver)\"", because: nearest.map { "did you mean \"\($0)\"?" },
        tryThis: known.isEmpty ? "a [[receiver]] in the configuration" : known.joined(separator: ", "))
    }
    let now = context.now
    let alert = Notice.Alert(
      key: AlertKey(["rule": "test", "receiver": receiver]), labels: ["rule": "test"], state: .test,
      severity: .info, start: now, value: 1, threshold: 1, summary: "spendtop can reach this receiver",
      runbook: "nothing is wrong")
    let notice = Notice(
      id: "test-\(now.microseconds)", state: .test, groupLabels: ["rule": "test"], alerts: [alert], at: now)
    if target.startsPrograms,
      let objection = ConfigurationRights(path: context.configurationPath).objection
    {
      throw CommandError(
        message: UserMessage("the receiver \"\(receiver)\" is not started", because: objection),
        status: .unreadable)
    }
    let sender = NoticeSender(receiver: target, ring: context.delivery.ring)
    switch sender.deliver(notice) {
    case .delivered:
      // A resolved notice closes the incident that the test opened.
      if target.kind == .pagerduty || target.kind == .alertmanager {
        var resolved = notice
        (resolved.id, resolved.state) = ("\(notice.id)-end", .resolved)
        resolved.alerts[0].state = .resolved
        resolved.alerts[0].end = context.now
        guard case .delivered = sender.deliver(resolved) else {
          throw CommandError(
            message: UserMessage(
              "the test alert of \"\(receiver)\" is still open",
              because: "the receiver rejected the resolve event",
              tryThis: "resolve it by hand"), status: .unreadable)
        }
      }
      print("Delivered to \(SafeText(receiver).string)")
    case .refused(let reason), .retry(_, let reason):
      throw CommandError(
        message: UserMessage("the receiver \"\(receiver)\" rejected the notification", because: reason),
        status: .unreadable)
    }
  }
}
