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
