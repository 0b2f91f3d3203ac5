import SpendCore
import SpendFormatting

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
