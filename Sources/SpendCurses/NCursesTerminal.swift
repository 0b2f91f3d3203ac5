import CNCurses
import CSupport
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
    /// Missing terminal to draw on.
    case noTerminal
    /// The terminal's type is not in the terminfo database, or it can not place text.
    case unknownType(String)
  }

  private let screen: OpaquePointer
  private let file: UnsafeMutablePointer<FILE>
  private let descriptor: Int32
  private let wake: (read: Int32, write: Int32)
  private var theme: Theme
  private var pairs = ColourPairs(limit: 0)
  private let isUTF8: Bool
  private var shown: CellGrid?
  private var isOpen = true
  private var input: TerminalInput
  private let hasMouse: Bool

  /// - Parameters:
  ///   - colour: false draws with weights alone, whatever the terminal can.
  ///   - palette: the colours to draw with.
  ///   - mouse: false leaves selecting text to the terminal.
  public init(colour: Bool = true, palette: Palette = .dark, mouse: Bool = true) throws(OpenError) {
    setlocale(LC_ALL, "")
    isUTF8 = String(cString: nl_langinfo(Int32(CODESET))) == "UTF-8"
    let name = ProcessInfo.processInfo.environment["TERM"] ?? ""
    guard let opened = fopen("/dev/tty", "r+") else { throw .noTerminal }
    file = opened
    descriptor = fileno(opened)
    guard let input = TerminalInput() else {
      fclose(opened)
      throw .noTerminal
    }
    self.input = input
    hasMouse = mouse
    var pipes: [Int32] = [-1, -1]
    guard spendtop_signal_pipe_open(&pipes) == 0, spendtop_terminal_save(descriptor, pipes[1]) == 0 else {
      input.close()
      Self.close(file, pipes)
      throw .noTerminal
    }
    wake = (pipes[0], pipes[1])
    guard let opened = newterm(nil, file, file) else {
      input.close()
      Self.close(file, pipes)
      throw .unknownType(name)
    }
    screen = opened
    set_term(screen)
    guard Self.capability("cup") != nil else {
      endwin()
      delscreen(screen)
      input.close()
      Self.close(file, pipes)
      throw .unknownType(name)
    }
    spendtop_terminal_add_reset(TerminalInput.mouseOff + TerminalInput.reportsOff)
    for capability in ["sgr0", "cnorm", "rmcup"] {
      spendtop_terminal_add_reset(Self.capability(capability))
    }
    spendtop_terminal_restore_arm()
    Self.enterModes()
    theme = Theme(
      depth: colour ? Self.startColours(isUTF8: isUTF8, type: name) : .mono, palette: palette)
    startPairs()
    sendReports(true)
  }

  private func sendReports(_ isOn: Bool) {
    send(isOn ? TerminalInput.reportsOn : TerminalInput.reportsOff)
    if hasMouse { send(isOn ? TerminalInput.mouseOn : TerminalInput.mouseOff) }
  }

  /// A terminfo string; nil when the terminal lacks it.
  private static func capability(_ name: String) -> UnsafeMutablePointer<CChar>? {
    let text = tigetstr(name)
    // Minus one means an unknown capability name.
    return Int(bitPattern: text) == -1 ? nil : text
  }

  private static func close(_ file: UnsafeMutablePointer<FILE>, _ pipes: [Int32]) {
    fclose(file)
    for descriptor in pipes where descriptor >= 0 { Glibc.close(descriptor) }
  }

  /// The colours and patterns this terminal can show.
  public var usedTheme: Theme { theme }

  /// True for an ASCII locale.
  public var isASCII: Bool { !isUTF8 }

  private static func enterModes() {
    raw()
    noecho()
    nonl()
    curs_set(0)
    leaveok(nc_screen(), true)
  }

  /// Sends a text past curses; the text must neither move the cursor nor draw.
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

  /// Requests that the terminal copy the text (xterm, OSC 52); ignored by terminals without support.
  public func copy(_ text: String) {
    guard isOpen else { return }
    send("\u{1B}]52;c;" + Data(text.utf8.prefix(65_536)).base64EncodedString() + "\u{07}")
  }

  /// Rings through curses, between two frames; a terminal without a bell blinks.
  public func ring(_ ring: BellSignal) {
    guard isOpen else { return }
    switch ring {
    case .bell: beep()
    case .sequence(let sequence): send(sequence)
    }
  }

  private static func startColours(isUTF8: Bool, type: String) -> Theme.Depth {
    guard has_colors(), start_color() == OK, use_default_colors() == OK else { return .mono }
    let depth = Theme.Depth(colours: Int(nc_colours()))
    guard isUTF8, depth >= .many else { return min(depth, .many) }
    return hasDirectColours(type) ? .direct : .many
  }

  /// True where `COLORTERM` or the terminfo entry promise 24-bit colours. GNU screen passes on the variable
  /// of its terminal without the colours.
  private static func hasDirectColours(_ type: String) -> Bool {
    let environment = ProcessInfo.processInfo.environment
    let isScreen = type.hasPrefix("screen") && environment["TMUX"] == nil
    let promised = ["truecolor", "24bit"].contains(environment["COLORTERM"] ?? "")
    return promised && !isScreen || tigetflag("RGB") == 1 || tigetnum("RGB") > 0
      || capability("RGB") != nil
  }

  /// One pair for each ink in use: its number is taken from `pairs`, and 0 is the terminal's own colours.
  private func startPairs() {
    pairs = ColourPairs(limit: theme.depth > .mono ? Int(nc_colour_pairs()) : 0)
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
    if theme.depth == .direct {
      // Curses has no pairs of 24-bit colours: it only enters and clears the screen.
      if shown == nil {
        werase(window)
        wrefresh(window)
      }
      send(DirectEncoder(theme: theme).encode(grid, over: shown))
      shown = grid
      return
    }
    let isSameSize = shown?.size == grid.size
    var writer = RowWriter(window: window, theme: theme, isUTF8: isUTF8, pairs: pairs)
    defer { pairs = writer.pairs }
    for row in 0..<grid.size.height {
      if isSameSize, let shown, shown.row(row) == grid.row(row), shown.marks.isEmpty, grid.marks.isEmpty {
        continue
      }
      writer.write(row, of: grid)
    }
    wnoutrefresh(window)
    doupdate()
    shown = grid
  }

  public func wait(milliseconds: Int, descriptor wakeup: Int32) -> [TerminalEvent] {
    guard isOpen else { return [.stop] }
    var waiting = [
      pollfd(fd: input.descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: wake.read, events: Int16(POLLIN), revents: 0),
      pollfd(fd: wakeup, events: Int16(POLLIN), revents: 0),
    ]
    let patience = input.patience.flatMap { milliseconds < 0 || $0 <= milliseconds ? $0 : nil }
    let answer = poll(&waiting, nfds_t(waiting.count), Int32(clamping: patience ?? milliseconds))
    guard answer > 0 else { return answer == 0 && patience != nil ? input.flush() : [] }
    var events: [TerminalEvent] = []
    if waiting[1].revents != 0 { events += readSignals() }
    if waiting[0].revents & Int16(POLLIN) != 0 { events += input.read() }
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
    sendReports(false)
    endwin()
    raise(SIGSTOP)
    sendReports(true)
    // Continued: curses takes the terminal again with its next output.
    resize()
    wrefresh(nc_screen())
  }

  /// Restores the terminal, which ends all drawing.
  public func restore() {
    guard isOpen else { return }
    sendReports(false)
    isOpen = false
    curs_set(1)
    endwin()
    spendtop_terminal_restore_disarm()
    delscreen(screen)
    input.close()
    Self.close(file, [wake.read, wake.write])
  }

  deinit { restore() }
}
