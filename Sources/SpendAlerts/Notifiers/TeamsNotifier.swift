import SpendCore
import SpendFormatting

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
