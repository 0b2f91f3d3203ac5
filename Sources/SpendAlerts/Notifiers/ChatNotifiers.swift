import SpendCore
import SpendFormatting

/// Slack incoming webhooks (api.slack.com/messaging/webhooks; read November 2026).
public enum SlackNotifier {
  private static let longestHeader = 150
  private static let longestSection = 3_000
  private static let mostAlerts = 20

  public static func request(_ notice: Notice, url: String, host: String) -> NoticeRequest {
    let text = NoticeText(notice: notice)
    var blocks: [JSON] = [
      .object([
        "type": .string("header"),
        "text": .object(["type": .string("plain_text"), "text": .string(text.title(limit: longestHeader))]),
      ])
    ]
    for alert in notice.alerts.prefix(mostAlerts) {
      let lines = [NoticeText.name(alert)] + NoticeText.lines(alert)
      let section = "*" + escaped(lines[0]) + "*\n" + escaped(lines.dropFirst().joined(separator: "\n"))
      blocks.append(
        .object([
          "type": .string("section"),
          "text": .object([
            "type": .string("mrkdwn"), "text": .string(NoticeText.cut(section, longestSection)),
          ]),
        ]))
    }
    let note = notice.unlisted > 0 ? "\(host), and \(notice.unlisted) more alerts" : host
    blocks.append(
      .object([
        "type": .string("context"),
        "elements": .array([
          .object(["type": .string("mrkdwn"), "text": .string(escaped(NoticeText.safe(note)))])
        ]),
      ]))
    return NoticeRequest(
      url: url, body: .object(["text": .string(escaped(text.title())), "blocks": .array(blocks)]))
  }

  /// Text that cannot mention anybody: `<!channel>` in the name of a feature is only a text.
  static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      default: result.append(character)
      }
    }
    return result
  }
}

/// Discord webhooks (discord.com/developers/docs/resources/webhook; read November 2026).
public enum DiscordNotifier {
  private static let mostEmbeds = 10
  private static let longestTitle = 256
  /// All texts of a message together may have 6,000.
  private static let longestDescription = 500

  public static func request(_ notice: Notice, url: String, host: String) -> NoticeRequest {
    let address = url + (url.contains("?") ? "&" : "?") + "wait=true"
    let embeds = notice.alerts.prefix(mostEmbeds).map { alert -> JSON in
      .object([
        "title": .string(NoticeText.cut(NoticeText.name(alert), longestTitle)),
        "description": .string(
          NoticeText.cut(NoticeText.lines(alert).joined(separator: "\n"), longestDescription)),
        "color": .integer(colour(alert)),
        "timestamp": .string(alert.start.rfc3339),
        "footer": .object(["text": .string(NoticeText.cut("\(alert.key) \(NoticeText.safe(host))", 100))]),
      ])
    }
    return NoticeRequest(
      url: address,
      body: .object([
        "username": .string("spendtop"), "content": .string(NoticeText(notice: notice).title(limit: 1_000)),
        // Disables mentions, whatever a name contains.
        "allowed_mentions": .object(["parse": .array([])]), "embeds": .array(Array(embeds)),
      ]))
  }

  private static func colour(_ alert: Notice.Alert) -> Int64 {
    switch (alert.state, alert.severity) {
    case (.resolved, _): 0x2E_CC71
    case (_, .critical): 0x99_2D22
    case (_, .warning): 0xE6_7E22
    default: 0x95_A5A6
    }
  }
}

/// Teams workflows, "When a Teams webhook request is received" (learn.microsoft.com; read November 2026).
public enum TeamsNotifier {
  private static let mostAlerts = 15
  private static let longestText = 1_500

  public static func request(_ notice: Notice, url: String, host: String) -> NoticeRequest {
    let colour = notice.state == .resolved ? "Good" : notice.severity == .critical ? "Attention" : "Warning"
    var body: [JSON] = [
      .object([
        "type": .string("TextBlock"), "text": .string(escaped(NoticeText(notice: notice).title())),
        "weight": .string("Bolder"), "size": .string("Medium"), "wrap": .truth(true),
        "style": .string("heading"),
        "color": .string(colour),
      ])
    ]
    for alert in notice.alerts.prefix(mostAlerts) {
      let lines = ["**\(escaped(NoticeText.name(alert)))**"] + NoticeText.lines(alert).map(escaped)
      body.append(
        .object([
          "type": .string("TextBlock"),
          "text": .string(NoticeText.cut(lines.joined(separator: "\n\n"), longestText)), "wrap": .truth(true),
        ]))
    }
    body.append(
      .object([
        "type": .string("TextBlock"), "text": .string(escaped(NoticeText.safe(host))), "wrap": .truth(true),
        "isSubtle": .truth(true),
      ]))
    return NoticeRequest(
      url: url,
      body: .object([
        "type": .string("message"),
        "attachments": .array([
          .object([
            "contentType": .string("application/vnd.microsoft.card.adaptive"), "contentUrl": .null,
            "content": .object([
              "$schema": .string("http://adaptivecards.io/schemas/adaptive-card.json"),
              "type": .string("AdaptiveCard"), "version": .string("1.2"), "body": .array(body),
              "msteams": .object(["width": .string("full")]),
            ]),
          ])
        ]),
      ]))
  }

  /// Text with its markup escaped.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      if "[]()*_\\`".contains(character) { result += "\\" }
      result.append(character)
    }
    return result
  }
}
