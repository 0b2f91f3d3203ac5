import CNCurses
import SpendScreen

/// What curses reports, as keys.
enum CursesKeys {
  static func key(_ code: wint_t, isFunction: Bool) -> Key? {
    isFunction ? function(Int32(bitPattern: code)) : character(code)
  }

  private static func function(_ code: Int32) -> Key? {
    switch code {
    case KEY_UP: .up
    case KEY_DOWN: .down
    case KEY_LEFT: .left
    case KEY_RIGHT: .right
    case KEY_PPAGE: .pageUp
    case KEY_NPAGE: .pageDown
    case KEY_HOME: .home
    case KEY_END: .end
    case KEY_ENTER: .enter
    case KEY_BTAB: .backTab
    case KEY_BACKSPACE: .backspace
    case KEY_DC: .delete
    case KEY_F0 + 1...KEY_F0 + 12: .function(Int(code - KEY_F0))
    // KEY_RESIZE among them: the size is taken from the signal.
    default: nil
    }
  }

  private static func character(_ code: wint_t) -> Key? {
    switch code {
    case 0x0A, 0x0D: return .enter
    case 0x09: return .tab
    case 0x1B: return .escape
    case 0x7F, 0x08: return .backspace
    case 0x01...0x1A: return Unicode.Scalar(code + 0x60).map { .control(Character($0)) }
    case 0..<0x20: return nil
    default: return Unicode.Scalar(code).map { .character(Character($0)) }
    }
  }
}
