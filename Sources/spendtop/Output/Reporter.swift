import Foundation
import SpendCore
import SpendDashboard
import SpendFormatting
import SpendScreen
import Synchronization

/// Writes messages to standard error.
enum Reporter {
  static func text(_ message: UserMessage) -> String {
    "spendtop: \(Shown.text(message.description))"
  }

  /// Writes a line, with its priority when standard error goes to the journal.
  static func say(_ text: String, _ priority: LogPriority = .info) {
    let mark = isJournal ? "<\(priority.rawValue)>" : ""
    write(mark + Shown.text(text) + "\n")
  }

  private static let isJournal = ProcessInfo.processInfo.environment["JOURNAL_STREAM"] != nil

  /// Messages held while a screen is open; nil without a screen.
  private static let screen = Mutex<[UIMessage]?>(nil)

  /// Holds messages from here on, so that they do not overwrite the screen; the loop of the screen fetches
  /// them.
  static func openScreen() { screen.withLock { $0 = [] } }

  /// Returns and clears the held messages.
  static func announcements() -> [UIMessage] {
    screen.withLock { waiting in
      defer { if waiting != nil { waiting = [] } }
      return waiting ?? []
    }
  }

  /// Ends holding messages, and writes the lines that were not shown yet to the terminal.
  static func closeScreen() {
    let unseen = screen.withLock { waiting in
      defer { waiting = nil }
      return waiting ?? []
    }
    for case .line(let line) in unseen { write(line + "\n") }
  }

  static func write(_ text: String) {
    let isShown = screen.withLock { waiting in
      guard waiting != nil else { return false }
      let line = text.split(separator: "\n").joined(separator: " ")
      if waiting?.last != .line(line), waiting?.count ?? 0 < 16 { waiting?.append(.line(line)) }
      return true
    }
    if !isShown { writeOut(text) }
  }

  /// Output that standard error refuses is dropped.
  private static func writeOut(_ text: String) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(STDERR_FILENO, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  /// Shows a line on the open screen until it is put away.
  static func notice(_ line: String) { screen.withLock { $0?.append(.notice(line)) } }

  /// Notifies the user by the terminal. False when there is none.
  static func ring(_ ring: BellSignal) -> Bool {
    let isShown = screen.withLock { waiting in
      guard waiting != nil else { return false }
      if waiting?.count ?? 0 < 16 { waiting?.append(.ring(ring)) }
      return true
    }
    guard !isShown else { return true }
    guard isatty(STDERR_FILENO) == 1 else { return false }
    switch ring {
    case .bell: write("\u{7}")
    case .sequence(let sequence): write(sequence)
    }
    return true
  }
}
