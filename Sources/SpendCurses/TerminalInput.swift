import Dispatch
import Glibc
import SpendScreen

/// Keys, mouse and focus reports from a terminal, read without ever blocking.
///
/// Curses draws and does not read: the reader of curses waits in `read(2)` for the rest of a mouse report
/// that curses masks out, and a waiting main thread neither redraws nor handles signals.
struct TerminalInput {
  /// Open apart from the output, whose writes may block.
  let descriptor: Int32
  private var decoder = InputDecoder()
  private var lastPress: (time: UInt64, row: Int, column: Int)?

  /// Two presses on one cell within this time are a double press.
  private static let doublePressNanoseconds: UInt64 = 400_000_000
  /// Bytes read at a time: a pasted megabyte is handled in portions, with frames between.
  private static let portion = 4_096

  /// Bracketed paste (xterm, mode 2004) and focus reports (mode 1004); terminals without them ignore both.
  static let reportsOn = "\u{1B}[?2004h\u{1B}[?1004h"
  static let reportsOff = "\u{1B}[?2004l\u{1B}[?1004l"
  /// Presses, releases and the wheel (mode 1000), in the form without a limit on columns (mode 1006).
  static let mouseOn = "\u{1B}[?1000h\u{1B}[?1006h"
  static let mouseOff = "\u{1B}[?1000l\u{1B}[?1006l"

  /// Nil without a terminal to read from.
  init?() {
    descriptor = open("/dev/tty", O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
    if descriptor < 0 { return nil }
  }

  func close() { Glibc.close(descriptor) }

  /// Longest wait for the rest of an incomplete sequence, in milliseconds.
  var patience: Int? { decoder.patience }

  /// Reads what has arrived.
  mutating func read() -> [TerminalEvent] {
    let portion = [UInt8](unsafeUninitializedCapacity: Self.portion) { buffer, count in
      count = max(0, Glibc.read(descriptor, buffer.baseAddress, buffer.count))
    }
    return decoder.decode(portion).map { event($0) }
  }

  /// Gives up waiting for the rest of an incomplete sequence.
  mutating func flush() -> [TerminalEvent] { decoder.flush().map { event($0) } }

  private mutating func event(_ input: InputEvent) -> TerminalEvent {
    switch input {
    case .focus(let isFocused): return .focus(isFocused)
    case .key(.mouse(let press)) where press.kind == .press: return .key(.mouse(counted(press)))
    case .key(let key): return .key(key)
    }
  }

  private mutating func counted(_ press: MousePress) -> MousePress {
    let now = DispatchTime.now().uptimeNanoseconds
    let isDouble =
      lastPress.map {
        $0.row == press.row && $0.column == press.column && now &- $0.time < Self.doublePressNanoseconds
      } ?? false
    lastPress = isDouble ? nil : (now, press.row, press.column)
    return isDouble ? MousePress(.doublePress, row: press.row, column: press.column) : press
  }
}
