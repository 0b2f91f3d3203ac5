import SpendCore
import SpendFormatting

/// Input of a program started for a notice: environment variables, and the notice as JSON.
public enum ExecNotifier {
  private static let longestInput = 64 << 10

  public static func input(_ notice: Notice, receiver: String) -> [UInt8] {
    let whole = AlertmanagerNotifier.webhook(notice, url: "", receiver: receiver, secret: nil).body
    if whole.count <= longestInput { return whole }
    var short = notice
    short.unlisted += max(0, notice.alerts.count - 10)
    short.alerts = Array(notice.alerts.prefix(10))
    let body = AlertmanagerNotifier.webhook(short, url: "", receiver: receiver, secret: nil).body
    return body.count <= longestInput ? body : Array("{}".utf8)
  }

  /// Environment variables of the most severe alert.
  public static func variables(_ notice: Notice) -> [String: String] {
    guard let alert = notice.alerts.first else { return [:] }
    let state =
      switch notice.state {
      case .firing, .test: "firing"
      case .resolved: "resolved"
      case .acknowledged: "ack"
      case .digest: "digest"
      }
    return [
      "SPENDTOP_ALERT_ID": alert.key.fingerprint, "SPENDTOP_RULE": alert.labels["rule"] ?? "",
      "SPENDTOP_STATE": state, "SPENDTOP_SEVERITY": alert.severity.rawValue,
      "SPENDTOP_BUDGET": NoticeText.safe(alert.labels["budget"] ?? ""),
      "SPENDTOP_VALUE": AmountText.fixed(alert.value, places: 6),
      "SPENDTOP_THRESHOLD": AmountText.fixed(alert.threshold, places: 6),
      "SPENDTOP_STARTED_AT": alert.start.rfc3339, "SPENDTOP_URL": NoticeText.safe(alert.runbook),
    ]
  }
}

/// A message for the local sendmail (RFC 5322).
public enum MailNotifier {
  public static func message(_ notice: Notice, to: String, from: String?, host: String) -> String {
    func header(_ text: String) -> String { NoticeText.safe(text) }
    let subject = NoticeText(notice: notice).title(limit: 200)
    var lines = [
      "To: \(header(to))", "Subject: \(encoded(subject))", "Message-ID: <\(notice.id)@spendtop>",
      "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit",
      "Auto-Submitted: auto-generated",
    ]
    if let from { lines.insert("From: \(header(from))", at: 0) }
    lines.append("")
    for alert in notice.alerts {
      lines.append(NoticeText.name(alert))
      lines += NoticeText.lines(alert).map { "  " + $0 }
      lines.append("")
    }
    if notice.unlisted > 0 { lines.append("and \(notice.unlisted) more alerts") }
    lines.append("-- \nspendtop on \(header(host))")
    return lines.joined(separator: "\n") + "\n"
  }

  /// A header is ASCII; other text is encoded in words of less than 75 characters (RFC 2047).
  private static func encoded(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 > 0x7E }) else { return text }
    let hex = Array("0123456789ABCDEF".utf8)
    var words: [[UInt8]] = [[]]
    for character in text {
      let bytes = character.utf8.flatMap { [UInt8(ascii: "="), hex[Int($0 >> 4)], hex[Int($0 & 15)]] }
      if words[words.count - 1].count + bytes.count > 60 { words.append([]) }
      words[words.count - 1] += bytes
    }
    return words.map { "=?utf-8?Q?\(String(decoding: $0, as: UTF8.self))?=" }.joined(separator: "\n ")
  }
}

/// Signs for the terminal of a dashboard.
public enum TerminalNotifier {
  public enum Style: String, Sendable, Hashable, CaseIterable {
    case bell, osc9, osc777, osc99
    /// Not the terminal but the desktop it is on.
    case notifySend = "notify-send"
  }

  private static let longest = 120

  /// Bytes to write between two frames; text of logs cannot end or extend the sequence.
  public static func bytes(_ notice: Notice, style: Style) -> String {
    let title = NoticeText(notice: notice).title(limit: longest).filter { $0 != ";" && $0.isASCII }
    switch style {
    case .bell: return "\u{7}"
    case .notifySend: return ""
    // Terminals take a leading number for a command of their own.
    case .osc9: return "\u{1B}]9;spendtop \(title)\u{7}"
    case .osc777: return "\u{1B}]777;notify;spendtop;\(title)\u{7}"
    case .osc99: return "\u{1B}]99;i=1:d=0:p=title;\(title)\u{1B}\\"
    }
  }
}
