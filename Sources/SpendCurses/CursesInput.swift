import CNCurses
import Dispatch
import SpendScreen

/// Reads keys, pasted text, the focus and the mouse from curses.
struct CursesInput {
  /// What was pasted so far; nil while nothing is pasted.
  private var pasted: String?
  private var lastPress: (time: UInt64, row: Int, column: Int)?

  private static let longestPaste = 4_096
  /// Two presses of a button on one cell within this time are a double press.
  private static let doublePressNanoseconds: UInt64 = 400_000_000

  /// Pasted text comes between two marks of its own (xterm, "Bracketed Paste Mode"), and the terminal
  /// tells when it gains and loses the focus (xterm, "FocusIn/FocusOut"); a terminal that does not know
  /// the modes ignores them.
  static let reportsOn = "\u{1B}[?2004h\u{1B}[?1004h"
  static let reportsOff = "\u{1B}[?2004l\u{1B}[?1004l"

  /// What these reports are to curses: keys of our own, above all of its numbers.
  private enum Report: Int32, CaseIterable {
    case pasteBegins = 2_000
    case pasteEnds, focusGained, focusLost

    var sequence: String {
      switch self {
      case .pasteBegins: "\u{1B}[200~"
      case .pasteEnds: "\u{1B}[201~"
      case .focusGained: "\u{1B}[I"
      case .focusLost: "\u{1B}[O"
      }
    }
  }

  /// Teaches curses the reports. Call once the terminal is open.
  static func defineKeys() {
    for report in Report.allCases { define_key(report.sequence, report.rawValue) }
  }

  /// All that was pressed and reported since the last time.
  mutating func read() -> [TerminalEvent] {
    var events: [TerminalEvent] = []
    // A pasted megabyte is dealt with in portions, with frames between.
    while events.count < 64 {
      var code: wint_t = 0
      let kind = wget_wch(nc_screen(), &code)
      if kind == ERR { break }
      let isFunction = kind == KEY_CODE_YES
      if isFunction, let report = Report(rawValue: Int32(bitPattern: code)) {
        if let event = take(report) { events.append(event) }
      } else if pasted != nil {
        if !isFunction { paste(code) }
      } else if isFunction, Int32(bitPattern: code) == KEY_MOUSE {
        if let press = readMouse() { events.append(.key(.mouse(press))) }
      } else if let key = CursesKeys.key(code, isFunction: isFunction) {
        events.append(.key(key))
      }
    }
    return events
  }

  private mutating func take(_ report: Report) -> TerminalEvent? {
    switch report {
    case .pasteBegins:
      pasted = ""
      return nil
    case .pasteEnds:
      defer { pasted = nil }
      return pasted.map { .key(.paste($0)) }
    case .focusGained: return .focus(true)
    case .focusLost: return .focus(false)
    }
  }

  /// Line ends and other controls are no part of a line that is typed.
  private mutating func paste(_ code: wint_t) {
    guard let text = pasted, code >= 0x20, code != 0x7F, text.utf8.count < Self.longestPaste,
      let scalar = Unicode.Scalar(code)
    else { return }
    pasted = text + String(Character(scalar))
  }

  private mutating func readMouse() -> MousePress? {
    var event = MEVENT()
    guard getmouse(&event) == OK else { return nil }
    let row = Int(event.y)
    let column = Int(event.x)
    if nc_mouse_wheel_up(event.bstate) != 0 { return MousePress(.wheelUp, row: row, column: column) }
    if nc_mouse_wheel_down(event.bstate) != 0 { return MousePress(.wheelDown, row: row, column: column) }
    guard nc_mouse_pressed(event.bstate) != 0 else { return nil }
    let now = DispatchTime.now().uptimeNanoseconds
    let isDouble =
      lastPress.map {
        $0.row == row && $0.column == column && now &- $0.time < Self.doublePressNanoseconds
      } ?? false
    lastPress = isDouble ? nil : (now, row, column)
    return MousePress(isDouble ? .doublePress : .press, row: row, column: column)
  }
}
