import CNCurses
import CRescue
import Dispatch
import Foundation
import Glibc
public import SpendScreen

/// The terminal of this process, through ncurses.
///
/// Opened on `/dev/tty`, so that standard input and output stay free. There can be one, used by one
/// thread, which should be the main one: the kernel hands it the signal of a resize at once. The
/// terminal is given back by `restore`, by a signal that ends the process, and by a crash.
public final class NCursesTerminal: Terminal {
  public enum OpenError: Error, Hashable {
    /// There is no terminal to draw on.
    case noTerminal
    /// The terminal's type is not in the terminfo database, or it can not place text.
    case unknownType(String)
  }

  private let screen: OpaquePointer
  private let file: UnsafeMutablePointer<FILE>
  private let descriptor: Int32
  private let wake: (read: Int32, write: Int32)
  private var theme: Theme
  private let isUTF8: Bool
  private var shown: CellGrid?
  private var isOpen = true
  /// What was pasted so far; nil while nothing is pasted.
  private var pasted: String?
  private var lastPress: (time: UInt64, row: Int, column: Int)?

  /// Two presses of a button on one cell within this time are a double press.
  private static let doublePressNanoseconds: UInt64 = 400_000_000

  /// - Parameters:
  ///   - colour: false draws with weights alone, whatever the terminal can.
  ///   - mouse: false leaves selecting text to the terminal.
  public init(colour: Bool = true, isLight: Bool = false, mouse: Bool = true) throws(OpenError) {
    setlocale(LC_ALL, "")
    isUTF8 = String(cString: nl_langinfo(Int32(CODESET))) == "UTF-8"
    let name = ProcessInfo.processInfo.environment["TERM"] ?? ""
    guard let opened = fopen("/dev/tty", "r+") else { throw .noTerminal }
    file = opened
    descriptor = fileno(opened)
    var pipes: [Int32] = [-1, -1]
    guard rescue_pipe(&pipes) == 0, rescue_remember(descriptor, pipes[1]) == 0 else {
      Self.close(file, pipes)
      throw .noTerminal
    }
    wake = (pipes[0], pipes[1])
    guard let opened = newterm(nil, file, file) else {
      Self.close(file, pipes)
      throw .unknownType(name)
    }
    screen = opened
    set_term(screen)
    guard Self.capability("cup") != nil else {
      endwin()
      delscreen(screen)
      Self.close(file, pipes)
      throw .unknownType(name)
    }
    // 1000 and 1006 are the reports of the mouse; the rest is named by terminfo.
    rescue_add_reset("\u{1B}[?1000l\u{1B}[?1006l" + Self.reportsOff)
    for capability in ["rmkx", "sgr0", "cnorm", "rmcup"] {
      rescue_add_reset(Self.capability(capability))
    }
    rescue_arm()
    Self.enterModes(mouse: mouse)
    theme = Theme(depth: colour ? Self.startColours() : .mono, isLight: isLight)
    startPairs()
    send(Self.reportsOn)
  }

  /// What terminfo says about the terminal; nil when it can not do it.
  private static func capability(_ name: String) -> UnsafeMutablePointer<CChar>? {
    let text = tigetstr(name)
    // Minus one says that there is no capability of this name.
    return Int(bitPattern: text) == -1 ? nil : text
  }

  private static func close(_ file: UnsafeMutablePointer<FILE>, _ pipes: [Int32]) {
    fclose(file)
    for descriptor in pipes where descriptor >= 0 { Glibc.close(descriptor) }
  }

  /// The colours and patterns this terminal can show.
  public var usedTheme: Theme { theme }

  /// Whether the locale has only ASCII.
  public var isASCII: Bool { !isUTF8 }

  private static func enterModes(mouse: Bool) {
    raw()
    noecho()
    nonl()
    curs_set(0)
    let window = nc_screen()
    keypad(window, true)
    nodelay(window, true)
    // 50 ms tell the Escape key from the first byte of another one.
    set_escdelay(50)
    leaveok(window, true)
    if mouse { nc_mouse_on() }
    define_key("\u{1B}[200~", pasteBegins)
    define_key("\u{1B}[201~", pasteEnds)
    define_key("\u{1B}[I", focusGained)
    define_key("\u{1B}[O", focusLost)
  }

  /// Pasted text comes between two marks of its own (xterm, "Bracketed Paste Mode"), and the terminal
  /// tells when it gains and loses the focus (xterm, "FocusIn/FocusOut"); a terminal that does not know
  /// the modes ignores them.
  private static let reportsOn = "\u{1B}[?2004h\u{1B}[?1004h"
  private static let reportsOff = "\u{1B}[?2004l\u{1B}[?1004l"
  fileprivate static let pasteBegins: Int32 = 2_000
  fileprivate static let pasteEnds: Int32 = 2_001
  fileprivate static let focusGained: Int32 = 2_002
  fileprivate static let focusLost: Int32 = 2_003
  fileprivate static let longestPaste = 4_096

  /// Sends a text past curses: what does not move the cursor and does not draw.
  private func send(_ text: String) {
    fflush(file)
    let bytes = Array(text.utf8)
    var sent = 0
    while sent < bytes.count {
      let count = Glibc.write(descriptor, Array(bytes[sent...]), bytes.count - sent)
      if count <= 0 { return }
      sent += count
    }
  }

  public func use(_ theme: Theme) {
    self.theme = theme
    startPairs()
    redraw()
  }

  /// Asks the terminal to take the text (xterm, OSC 52); one that does not know it ignores it.
  public func copy(_ text: String) {
    guard isOpen else { return }
    send("\u{1B}]52;c;" + Data(text.utf8.prefix(65_536)).base64EncodedString() + "\u{07}")
  }

  /// By curses, between two frames; a terminal without a bell blinks.
  public func ring(_ ring: Ring) {
    guard isOpen else { return }
    switch ring {
    case .bell: beep()
    case .sequence(let sequence): send(sequence)
    }
  }

  private static func startColours() -> Theme.Depth {
    guard has_colors(), start_color() == OK, use_default_colors() == OK else { return .mono }
    return Theme.Depth(colours: Int(nc_colours()))
  }

  /// One pair a tone: its number is the tone's, and 0 is the terminal's own colours.
  private func startPairs() {
    guard theme.depth > .mono else { return }
    for tone in Ink.Tone.allCases {
      if let foreground = theme.style(Ink(tone)).foreground {
        _ = nc_pair(Int32(tone.rawValue), Int32(foreground))
      }
    }
  }

  public var size: ScreenSize {
    var columns: Int32 = 0
    var rows: Int32 = 0
    guard nc_window_size(descriptor, &columns, &rows) == 0 else { return ScreenSize(width: 80, height: 24) }
    return ScreenSize(width: Int(columns), height: Int(rows))
  }

  public func redraw() {
    shown = nil
    clearok(nc_screen(), true)
  }

  public func present(_ grid: CellGrid) {
    guard isOpen, let window = nc_screen(), grid != shown else { return }
    let isSameSize = shown?.size == grid.size
    for row in 0..<grid.size.height {
      if isSameSize, let shown, shown.row(row) == grid.row(row), shown.marks.isEmpty, grid.marks.isEmpty {
        continue
      }
      write(row, of: grid, to: window)
    }
    wnoutrefresh(window)
    doupdate()
    shown = grid
  }

  /// Writes a row as runs of one ink. A character that may be wider or narrower in the eyes of the
  /// terminal ends its run, so that what follows is placed by column and never shifts.
  private func write(_ row: Int, of grid: CellGrid, to window: UnsafeMutablePointer<WINDOW>) {
    let cells = Array(grid.row(row))
    var run: [wchar_t] = []
    var start = 0
    func flush(_ ink: Ink) {
      if run.isEmpty { return }
      let style = theme.style(ink)
      let flags = (style.isBold ? 1 : 0) | (style.isDim ? 2 : 0) | (style.isReversed ? 4 : 0)
      let pair = style.foreground == nil ? 0 : Int32(ink.tone.rawValue)
      _ = nc_put(window, Int32(row), Int32(start), run, Int32(run.count), Int32(flags), pair)
      run.removeAll(keepingCapacity: true)
    }
    var column = 0
    while column < cells.count {
      let cell = cells[column]
      if run.isEmpty { start = column }
      if cell.glyph == Cell.continued {
        // Its first half has covered it.
        flush(cell.ink)
        column += 1
        continue
      }
      let isWide = column + 1 < cells.count && cells[column + 1].glyph == Cell.continued
      let marks = grid.marks[row * grid.size.width + column] ?? []
      if isUTF8 {
        run.append(wchar_t(bitPattern: cell.glyph.value))
        run += marks.map { wchar_t(bitPattern: $0.value) }
      } else {
        run.append(cell.glyph.isASCII ? wchar_t(cell.glyph.value) : 0x3F)
        if isWide { run.append(0x20) }
      }
      column += 1
      let endsRun = isWide || !marks.isEmpty || column == cells.count || cells[column].ink != cell.ink
      if endsRun || Self.isUncertain(cell.glyph) { flush(cell.ink) }
    }
  }

  /// Letters beyond the drawing characters: terminals disagree about the width of some.
  private static func isUncertain(_ glyph: Unicode.Scalar) -> Bool {
    glyph.value > 0x2FF && !(0x2000...0x28FF).contains(glyph.value)
  }

  public func wait(milliseconds: Int, descriptor wakeup: Int32) -> [TerminalEvent] {
    guard isOpen else { return [.stop] }
    var waiting = [
      pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: wake.read, events: Int16(POLLIN), revents: 0),
      pollfd(fd: wakeup, events: Int16(POLLIN), revents: 0),
    ]
    let answer = poll(&waiting, nfds_t(waiting.count), Int32(clamping: milliseconds))
    guard answer > 0 else { return [] }
    var events: [TerminalEvent] = []
    if waiting[1].revents != 0 { events += readSignals() }
    if waiting[0].revents & Int16(POLLIN) != 0 { events += readKeys() }
    // A terminal that was closed can not be restored and must not be polled again.
    if waiting[0].revents & Int16(POLLHUP | POLLERR | POLLNVAL) != 0 { events.append(.stop) }
    if waiting[2].revents != 0 { events.append(.readable) }
    return events
  }

  private func readSignals() -> [TerminalEvent] {
    var numbers = [UInt8](repeating: 0, count: 64)
    let count = read(wake.read, &numbers, numbers.count)
    guard count > 0 else { return [] }
    var events: [TerminalEvent] = []
    for number in numbers[..<count] {
      switch Int32(number) {
      case SIGWINCH, SIGCONT:
        resize()
        events.append(.resized)
      case SIGTSTP:
        suspend()
        events.append(.resized)
      default: events.append(.stop)
      }
    }
    return events
  }

  private func resize() {
    let size = size
    resizeterm(Int32(size.height), Int32(size.width))
    redraw()
  }

  public func suspend() {
    guard isOpen else { return }
    send(Self.reportsOff)
    endwin()
    raise(SIGSTOP)
    send(Self.reportsOn)
    // Continued: curses takes the terminal again with its next output.
    resize()
    wrefresh(nc_screen())
  }

  /// Gives the terminal back. Nothing is drawn afterwards.
  public func restore() {
    guard isOpen else { return }
    send(Self.reportsOff)
    isOpen = false
    curs_set(1)
    endwin()
    rescue_disarm()
    delscreen(screen)
    Self.close(file, [wake.read, wake.write])
  }

  deinit { restore() }
}

extension NCursesTerminal {
  /// All keys that were pressed.
  fileprivate func readKeys() -> [TerminalEvent] {
    var events: [TerminalEvent] = []
    // A pasted megabyte is dealt with in portions, with frames between.
    while events.count < 64 {
      var code: wint_t = 0
      let kind = wget_wch(nc_screen(), &code)
      if kind == ERR { break }
      if kind == KEY_CODE_YES && Int32(bitPattern: code) == Self.pasteBegins {
        pasted = ""
      } else if kind == KEY_CODE_YES && Int32(bitPattern: code) == Self.pasteEnds {
        if let pasted { events.append(.key(.paste(pasted))) }
        pasted = nil
      } else if kind == KEY_CODE_YES, [Self.focusGained, Self.focusLost].contains(Int32(bitPattern: code)) {
        events.append(.focus(Int32(bitPattern: code) == Self.focusGained))
      } else if let text = pasted {
        // Line ends and other controls are no part of a line that is typed.
        if kind != KEY_CODE_YES, code >= 0x20, code != 0x7F, text.utf8.count < Self.longestPaste,
          let scalar = Unicode.Scalar(code)
        {
          pasted = text + String(Character(scalar))
        }
      } else if kind == KEY_CODE_YES && Int32(bitPattern: code) == KEY_MOUSE {
        if let press = readMouse() { events.append(.key(.mouse(press))) }
      } else if let key = CursesKeys.key(code, isFunction: kind == KEY_CODE_YES) {
        events.append(.key(key))
      }
    }
    return events
  }

  private func readMouse() -> MousePress? {
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
