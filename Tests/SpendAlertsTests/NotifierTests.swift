import Foundation
import SpendAlerts
import SpendCore
import Testing

/// Each payload is read back by an independent parser and held against the documented shape.
@Suite struct NotifierTests {
  private static let evil = "<!channel> @everyone \"; DROP\n\u{1B}[31m*_[x](http://evil) \u{202E}"

  private func notice(_ state: Notice.State = .firing, feature: String = "search", count: Int = 1) -> Notice {
    let alerts = (0..<count).map { number in
      Notice.Alert(
        key: AlertKey(["n": "\(number)"]),
        labels: ["rule": "burn-fast", "budget": "prod", "feature": feature],
        state: state, severity: .critical, start: Instant(seconds: 1_763_683_200),
        end: state == .resolved ? Instant(seconds: 1_763_683_900) : nil, value: 14.8, threshold: 14.4,
        summary: "prod burns 14.8× of its pace", reason: "\(feature)/gpt-4o +$41.20",
        runbook: "https://runbook.example.com/burn", command: "spendtop report --since 1h")
    }
    return Notice(
      id: "0123456789abcdef", state: state, groupLabels: ["rule": "burn-fast", "budget": "prod"],
      alerts: alerts,
      at: Instant(seconds: 1_763_684_000))
  }

  private func object(_ request: NoticeRequest) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(request.body)) as? [String: Any])
  }

  @Test("Slack: header, a section an alert, nobody mentioned", arguments: ["search", NotifierTests.evil])
  func slack(feature: String) throws {
    let request = SlackNotifier.request(
      notice(feature: feature, count: 60), url: "https://hooks.example/x", host: "h")
    let body = try object(request)
    let blocks = try #require(body["blocks"] as? [[String: Any]])
    #expect(blocks.count <= 50)
    #expect(blocks[0]["type"] as? String == "header")
    let header = try #require((blocks[0]["text"] as? [String: Any])?["text"] as? String)
    #expect(header.count <= 150 && header.hasPrefix("CRITICAL burn-fast prod"))
    let section = try #require((blocks[1]["text"] as? [String: Any])?["text"] as? String)
    #expect(section.count <= 3_000)
    #expect(!section.contains("<!channel>") && !section.contains("\u{1B}"))
    #expect(section.contains("take it: spendtop alerts ack"))
  }

  @Test("Discord: limits hold and nobody is mentioned")
  func discord() throws {
    let request = DiscordNotifier.request(
      notice(feature: Self.evil, count: 60), url: "https://d.example/w", host: "h")
    #expect(request.url == "https://d.example/w?wait=true")
    let body = try object(request)
    let embeds = try #require(body["embeds"] as? [[String: Any]])
    #expect(embeds.count == 10)
    #expect((body["allowed_mentions"] as? [String: [String]])?["parse"] == [])
    let size = embeds.reduce(0) { sum, embed in
      sum + ((embed["title"] as? String)?.count ?? 0) + ((embed["description"] as? String)?.count ?? 0)
        + (((embed["footer"] as? [String: Any])?["text"] as? String)?.count ?? 0)
    }
    #expect(size <= 6_000)
    #expect(embeds[0]["color"] as? Int == 0x99_2D22)
  }

  @Test("Teams: an adaptive card of at most 28 KB")
  func teams() throws {
    let request = TeamsNotifier.request(
      notice(.resolved, feature: Self.evil, count: 60), url: "https://t", host: "h")
    #expect(request.body.count <= 28 << 10)
    let body = try object(request)
    let card = try #require(
      ((body["attachments"] as? [[String: Any]])?.first?["content"]) as? [String: Any])
    #expect(card["type"] as? String == "AdaptiveCard" && card["version"] as? String == "1.2")
    let first = try #require((card["body"] as? [[String: Any]])?.first)
    #expect(first["color"] as? String == "Good")
    #expect((first["text"] as? String)?.hasPrefix("RESOLVED") == true)
  }

  @Test(
    "PagerDuty: trigger, acknowledge and resolve with one key",
    arguments: [(.firing, "trigger"), (.acknowledged, "acknowledge"), (.resolved, "resolve")]
      as [(Notice.State, String)])
  func pagerDuty(state: Notice.State, action: String) throws {
    let requests = PagerDutyNotifier.requests(
      notice(state, feature: Self.evil), url: PagerDutyNotifier.address, routingKey: "R", host: "h")
    let body = try object(try #require(requests.first))
    #expect(body["event_action"] as? String == action)
    #expect(body["routing_key"] as? String == "R")
    #expect(body["dedup_key"] as? String == "spendtop/\(AlertKey(["n": "0"]))")
    let payload = body["payload"] as? [String: Any]
    #expect((payload != nil) == (action == "trigger"))
    if let payload {
      #expect(payload["severity"] as? String == "critical")
      #expect(payload["timestamp"] as? String == "2025-11-21T00:00:00.000Z")
      #expect((payload["summary"] as? String)?.count ?? 0 <= 1_024)
      #expect(body["links"] != nil)
    }
  }

  @Test("Alertmanager: labels without figures, an end that is near, or now")
  func alertmanager() throws {
    let request = AlertmanagerNotifier.request(notice(), base: "http://127.0.0.1:9093/")
    #expect(request.url == "http://127.0.0.1:9093/api/v2/alerts")
    let list = try #require(try JSONSerialization.jsonObject(with: Data(request.body)) as? [[String: Any]])
    let labels = try #require(list[0]["labels"] as? [String: String])
    #expect(
      labels == [
        "alertname": "SpendBurnFast", "severity": "critical", "rule": "burn-fast", "budget": "prod",
        "feature": "search",
      ])
    #expect(list[0]["endsAt"] as? String == "2025-11-21T00:33:20.000Z")
    let resolved = AlertmanagerNotifier.request(notice(.resolved), base: "http://h")
    let ended = try #require(try JSONSerialization.jsonObject(with: Data(resolved.body)) as? [[String: Any]])
    #expect(ended[0]["endsAt"] as? String == "2025-11-21T00:11:40.000Z")
  }

  @Test("webhook: Alertmanager's version 4, signed, and with a key for repetitions")
  func webhook() throws {
    let request = AlertmanagerNotifier.webhook(
      notice(), url: "https://w", receiver: "r", secret: Array("s".utf8))
    let body = try object(request)
    #expect(body["version"] as? String == "4")
    #expect(body["status"] as? String == "firing")
    #expect(body["receiver"] as? String == "r")
    #expect(body["groupKey"] as? String == "{budget=\"prod\", rule=\"burn-fast\"}")
    #expect((body["commonLabels"] as? [String: String])?["feature"] == "search")
    let alert = try #require((body["alerts"] as? [[String: Any]])?.first)
    #expect(alert["endsAt"] as? String == "0001-01-01T00:00:00Z")
    #expect((alert["fingerprint"] as? String)?.count == 16)
    let code = SHA256.hex(SHA256.authentication(request.body, key: Array("s".utf8)))
    #expect(request.headers.contains("X-Spendtop-Signature: sha256=\(code)"))
    #expect(request.headers.contains("Idempotency-Key: 0123456789abcdef"))
  }

  @Test("programs get bounded input and variables without control characters")
  func exec() throws {
    let many = notice(feature: Self.evil + String(repeating: "x", count: 3_000), count: 200)
    #expect(ExecNotifier.input(many, receiver: "r").count <= 64 << 10)
    let variables = ExecNotifier.variables(notice())
    #expect(variables["SPENDTOP_STATE"] == "firing")
    #expect(variables["SPENDTOP_VALUE"] == "14.800000")
    #expect(variables["SPENDTOP_BUDGET"] == "prod")
  }

  @Test("desktop: names of logs are neither options nor markup", arguments: ["search", NotifierTests.evil])
  func desktop(feature: String) throws {
    let command = DesktopNotifier.command(notice(feature: feature))
    #expect(command[0] == "/usr/bin/notify-send" && command.count == 6)
    #expect(command[3] == "--")
    for text in command.dropFirst(4) {
      #expect(!text.unicodeScalars.contains { $0.value == 27 || $0.value == 7 })
      #expect(text.count < 2_000)
    }
    // Only the body is read as markup.
    #expect(!command[5].contains("<"))
    #expect(DesktopNotifier.command(notice(.resolved))[2] == "--urgency=normal")
    let environment = ["DISPLAY": ":0", "PAGERDUTY_KEY": "secret"]
    #expect(DesktopNotifier.variables(environment) == ["DISPLAY": ":0"])
  }

  @Test("mail: headers of one line each, ASCII, whatever names say")
  func mail() throws {
    let message = MailNotifier.message(
      notice(feature: Self.evil), to: "a@example.com\nBcc: b@example.com", from: nil, host: "höst")
    let head = try #require(message.components(separatedBy: "\n\n").first)
    #expect(!head.contains("\nBcc:"))
    #expect(head.utf8.allSatisfy { $0 < 0x7F })
    #expect(head.contains("Message-ID: <0123456789abcdef@spendtop>"))
  }

  @Test(
    "nothing of a name ends or extends a sequence of a terminal", arguments: TerminalNotifier.Style.allCases)
  func terminal(style: TerminalNotifier.Style) {
    let bytes = TerminalNotifier.bytes(notice(feature: Self.evil + "\u{7};4;0\u{9C}"), style: style)
    let inner = bytes.dropFirst().dropLast()
    #expect(inner.filter { $0 == "\u{7}" }.isEmpty)
    #expect(bytes.count { $0 == "\u{1B}" } <= 2)
    #expect(!bytes.contains("]9;4"))
  }

  @Test(
    "statuses decide whether to come again",
    arguments: [
      (200, true, false), (202, true, false), (204, true, false), (301, false, false), (400, false, false),
      (404, false, false), (410, false, false), (408, false, true), (429, false, true), (500, false, true),
      (503, false, true), (0, false, true),
    ])
  func outcomes(status: Int, isDelivered: Bool, isRetried: Bool) {
    let outcome = DeliveryOutcome(status: status)
    #expect((outcome == .delivered) == isDelivered)
    if case .retry = outcome { #expect(isRetried) } else { #expect(!isRetried) }
  }
}
