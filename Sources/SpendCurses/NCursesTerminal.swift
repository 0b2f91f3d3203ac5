import CNCurses
import Glibc
public import SpendScreen

/// A terminal on wide-character ncurses. Used from the real main thread only.
public final class NCursesTerminal: Terminal {
  public enum OpenError: Error {
    case noTerminal
    /// The terminal's type has no description, or cannot move its cursor.
    case unknownType(String)
  }

  private let input: UnsafeMutablePointer<FILE>
  private let output: UnsafeMutablePointer<FILE>
  private let screen: OpaquePointer
  private let signals: (read: Int32, write: Int32)
  private var hasColours = false
  private var isRestored = false
  private var line: [wchar_t] = []

  /// Takes the terminal over. `colour: false` draws without any.
  public init(colour: Bool) throws {
    setlocale(LC_ALL, "")
    guard let output = fopen("/dev/tty", "w"), let input = fopen("/dev/tty", "r"), isatty(fileno(output)) == 1
    else {
      throw OpenError.noTerminal
    }
    self.input = input
    self.output = output
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw OpenError.noTerminal }
    signals = (ends[0], ends[1])
    for end in ends {
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
    nc_catch_signals(ends[1], fileno(output))
    guard let screen = newterm(nil, output, input) else {
      throw OpenError.unknownType(getenv("TERM").map { String(cString: $0) } ?? "")
    }
    self.screen = screen
    set_term(screen)
    raw()
    noecho()
    nonl()
    curs_set(0)
    keypad(nc_screen(), true)
    nodelay(nc_screen(), true)
    set_escdelay(25)
    if colour, has_colors() {
      start_color()
      use_default_colors()
      for role in Ink.Role.allCases {
        _ = nc_pair(Int32(role.rawValue) + 1, Self.colour(role, of: nc_colors()))
      }
      hasColours = true
    }
  }

  deinit {
    restore()
  }

  /// Colours that can be told apart by people who see red and green alike.
  private static func colour(_ role: Ink.Role, of count: Int32) -> Int32 {
    let rich = count >= 256
    return switch role {
    case .plain: -1
    case .border: rich ? 240 : 4
    case .muted: rich ? 245 : 7
    case .title: rich ? 252 : 7
    case .accent: rich ? 81 : 6
    case .money: rich ? 222 : 3
    case .good: rich ? 79 : 2
    case .warning: rich ? 214 : 3
    case .alarm: rich ? 203 : 1
    case .bar: rich ? 74 : 6
    case .demo: rich ? 213 : 5
    }
  }

  public var size: (width: Int, height: Int) {
    var rows: Int32 = 0
    var columns: Int32 = 0
    if nc_size(fileno(output), &rows, &columns) == 0 { return (Int(columns), Int(rows)) }
    return (Int(getmaxx(nc_screen())), Int(getmaxy(nc_screen())))
  }

  public func present(_ grid: CellGrid) {
    guard let window = nc_screen() else { return }
    for y in 0..<grid.height {
      var x = 0
      while x < grid.width {
        let ink = grid[x, y].ink
        let start = x
        line.removeAll(keepingCapacity: true)
        while x < grid.width, grid[x, y].ink == ink {
          if let glyph = grid[x, y].glyph { line.append(wchar_t(bitPattern: glyph.value)) }
          x += 1
        }
        // The last cell of the screen would scroll it.
        _ = nc_put(window, Int32(y), Int32(start), line, Int32(line.count), flags(ink), pair(ink))
      }
    }
    wnoutrefresh(window)
    doupdate()
  }

  private func flags(_ ink: Ink) -> Int32 {
    var flags: Int32 = 0
    if ink.isBold || (!hasColours && (ink.role == .alarm || ink.role == .title)) { flags |= Int32(nc_bold) }
    if ink.isReversed { flags |= Int32(nc_reverse) }
    return flags
  }

  private func pair(_ ink: Ink) -> Int32 {
    hasColours ? Int32(ink.role.rawValue) + 1 : 0
  }

  public func wait(milliseconds: Int32, wake descriptor: Int32) -> [TerminalEvent] {
    var waiting = [
      pollfd(fd: fileno(input), events: Int16(POLLIN), revents: 0),
      pollfd(fd: signals.read, events: Int16(POLLIN), revents: 0),
      pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
    ]
    guard poll(&waiting, 3, milliseconds) > 0 else { return [] }
    var events: [TerminalEvent] = []
    if waiting[1].revents != 0 { events += readSignals() }
    if waiting[2].revents != 0 {
      drain(descriptor)
      events.append(.woken)
    }
    if waiting[0].revents != 0 { events += readKeys() }
    // The terminal has gone.
    if waiting[0].revents & Int16(POLLHUP | POLLERR) != 0 { events.append(.ended) }
    return events
  }

  private func drain(_ descriptor: Int32) {
    var bytes = [UInt8](repeating: 0, count: 64)
    while read(descriptor, &bytes, 64) == 64 {}
  }

  private func readSignals() -> [TerminalEvent] {
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = read(signals.read, &bytes, 64)
    guard count > 0 else { return [] }
    var events: [TerminalEvent] = []
    for byte in bytes[..<count] {
      switch Int32(byte) {
      case SIGWINCH:
        resize()
        events.append(.resized)
      case SIGTSTP: suspend()
      case SIGCONT:
        resize()
        events.append(.resized)
      default: events.append(.ended)
      }
    }
    return events
  }

  private func resize() {
    let (width, height) = size
    resizeterm(Int32(height), Int32(width))
    clearok(nc_screen(), true)
  }

  private func suspend() {
    endwin()
    nc_stop_here()
    refresh()
  }

  private func readKeys() -> [TerminalEvent] {
    var events: [TerminalEvent] = []
    var code: wint_t = 0
    while events.count < 64 {
      let kind = wget_wch(nc_screen(), &code)
      if kind == ERR { break }
      if let key = kind == KEY_CODE_YES ? Self.special(Int32(bitPattern: code)) : Self.character(code) {
        if key == .control("z") {
          suspend()
          events.append(.resized)
        } else if key == .control("c") {
          events.append(.ended)
        } else {
          events.append(.key(key))
        }
      }
    }
    return events
  }

  private static func special(_ code: Int32) -> Key? {
    switch code {
    case KEY_UP: .up
    case KEY_DOWN: .down
    case KEY_LEFT: .left
    case KEY_RIGHT: .right
    case KEY_PPAGE: .pageUp
    case KEY_NPAGE: .pageDown
    case KEY_HOME: .home
    case KEY_END: .end
    case KEY_BTAB: .backTab
    case KEY_BACKSPACE: .backspace
    case KEY_ENTER: .enter
    case KEY_F0 + 1...KEY_F0 + 12: .function(Int(code - KEY_F0))
    default: nil
    }
  }

  private static func character(_ code: wint_t) -> Key? {
    switch code {
    case 9: return .tab
    case 10, 13: return .enter
    case 27: return .escape
    case 8, 127: return .backspace
    case 1...26: return Unicode.Scalar(code + 96).map { .control(Character($0)) }
    case 0..<32: return nil
    default: return Unicode.Scalar(code).map { .character(Character($0)) }
    }
  }

  public func restore() {
    guard !isRestored else { return }
    isRestored = true
    endwin()
    delscreen(screen)
    fclose(input)
    fclose(output)
    close(signals.read)
  }
}
