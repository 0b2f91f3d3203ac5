import SpendCore

/// A notification of the desktop, by notify-send (libnotify; its manual page of version 0.8).
public enum DesktopNotifier {
  private static let longestTitle = 120
  private static let longestBody = 400
  /// Command that reaches the user's desktop session.
  private static let session = [
    "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "DISPLAY", "WAYLAND_DISPLAY",
  ]

  /// Program and arguments; what comes from logs stands behind the end of the options.
  public static func command(_ notice: Notice, program: String = "/usr/bin/notify-send") -> [String] {
    let urgency =
      switch notice.severity {
      case .critical where notice.state == .firing: "critical"
      case .critical, .warning: "normal"
      case .info: "low"
      }
    let text = NoticeText(notice: notice)
    let body = notice.alerts.prefix(3).map { NoticeText.safe($0.summary) }.joined(separator: "\n")
    return [
      program, "--app-name=spendtop", "--urgency=\(urgency)", "--", text.title(limit: longestTitle),
      plain(NoticeText.cut(body, longestBody)),
    ]
  }

  /// The environment variables that identify a desktop session.
  public static func variables(_ environment: [String: String]) -> [String: String] {
    environment.filter { session.contains($0.key) }
  }

  /// Bodies may hold markup, which names of a log are not.
  private static func plain(_ text: String) -> String {
    text.map { character in
      switch character {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      default: String(character)
      }
    }.joined()
  }
}
