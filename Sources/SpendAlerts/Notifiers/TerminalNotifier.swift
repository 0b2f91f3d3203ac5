import SpendCore
import SpendFormatting

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
