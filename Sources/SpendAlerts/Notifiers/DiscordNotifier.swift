import SpendCore
import SpendFormatting

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
