import Dispatch
public import SpendCore
public import SpendScreen

/// Shows the dashboard on a terminal until the user quits or the terminal is closed.
///
/// Call on the thread that owns the terminal. The screen is drawn only when its content changes.
///
/// - Parameters:
///   - clock: the time; may stand still.
///   - progress: the ingest progress; read a few times a second, so it must be quick.
///   - open: opens the store for reading, on the thread that will use it.
/// - Throws: when the system has no descriptors left.
public func runDashboard(
  on terminal: any Terminal, options: DashboardOptions, request: SnapshotRequest = SnapshotRequest(),
  view: View = .overview, clock: @escaping @Sendable () -> Instant,
  progress: @escaping @Sendable () -> IngestProgress,
  open: @escaping @Sendable () throws -> any SpendSource
) throws {
  var state = DashboardState(size: terminal.size)
  state.begin(request, view: view, options)
  let worker = try RefreshWorker(state.request, setup: .init(options: options, clock: clock, open: open))
  var loop = UILoop(terminal: terminal, options: options, state: state, worker: worker)
  worker.start()
  defer { worker.stop() }
  loop.run(clock: clock, progress: progress)
}

/// Waits for keys, snapshots and the clock, and draws what has changed.
struct UILoop {
  private let terminal: any Terminal
  private var options: DashboardOptions
  private let worker: RefreshWorker
  private var state: DashboardState
  private var shown: CellGrid?
  private var isFocused = true
  /// True when the bell has rung since the terminal lost the focus: without focus it rings only once.
  private var hasRung = false
  /// Milliseconds of some clock that never stands still.
  private let uptime: () -> Int64
  private var drawnAt: Int64?

  /// Progress is updated four times a second during reading, and once a second otherwise.
  private static let busyMilliseconds = 250
  private static let idleMilliseconds = 1_000
  /// Shortest time between two drawings of new data while the terminal is out of focus.
  private static let unseenMilliseconds: Int64 = 2_000

  init(
    terminal: any Terminal, options: DashboardOptions, state: DashboardState, worker: RefreshWorker,
    uptime: @escaping () -> Int64 = { Int64(DispatchTime.now().uptimeNanoseconds / 1_000_000) }
  ) {
    self.uptime = uptime
    self.terminal = terminal
    self.options = options
    self.worker = worker
    self.state = state
  }

  mutating func run(clock: () -> Instant, progress: () -> IngestProgress) {
    var isDirty = true
    var isUrgent = true
    while true {
      isDirty = look(clock: clock(), progress: progress()) || isDirty
      isDirty = hear() || isDirty
      if isDirty, isUrgent || isDue {
        draw()
        isDirty = false
      }
      isUrgent = false
      let isBusy = state.progress.phase == .reading
      let events = terminal.wait(
        milliseconds: isBusy ? Self.busyMilliseconds : Self.idleMilliseconds,
        descriptor: worker.mailbox.descriptor)
      for event in events {
        isDirty = true
        // Whatever the person does is answered at once.
        isUrgent = isUrgent || event != .readable
        if !handle(event) { return }
      }
    }
  }

  /// Polls the minute and the progress. False when both are unchanged.
  private mutating func look(clock: Instant, progress: IngestProgress) -> Bool {
    let minute = state.now
    _ = reduce(&state, .clock(clock))
    guard progress != state.progress else { return state.now != minute }
    let isVisible = progress.phase != state.progress.phase || progress.phase == .reading
    _ = reduce(&state, .progress(progress))
    return isVisible || state.now != minute
  }

  /// True when changed data may be drawn now.
  private var isDue: Bool {
    guard !isFocused, let drawnAt else { return true }
    return uptime() - drawnAt >= Self.unseenMilliseconds
  }

  /// Takes the announcements of other threads. True when there is a line to show.
  private mutating func hear() -> Bool {
    let told = options.host.announcements()
    for announcement in told {
      switch announcement {
      case .line(let line): _ = reduce(&state, .told(line))
      case .notice(let line): _ = reduce(&state, .noticed(line))
      case .ring(let ring):
        guard isFocused || !hasRung else { continue }
        if !isFocused { hasRung = true }
        terminal.ring(ring)
      }
    }
    return told.contains { if case .ring = $0 { false } else { true } }
  }

  private mutating func draw() {
    drawnAt = uptime()
    let grid = Renderer.render(state, options)
    if grid == shown { return }
    terminal.present(grid)
    shown = grid
  }

  /// Shows the result of `body` as a line on the screen, or the error that it throws.
  private mutating func tell(_ body: () throws -> String) {
    do {
      _ = reduce(&state, .told(try body()))
    } catch {
      _ = reduce(
        &state,
        .told(
          (error as? UserMessage).map { [$0.what, $0.because].compactMap(\.self).joined(separator: ": ") }
            ?? "\(error)"))
    }
  }

  /// False when the dashboard is to end.
  private mutating func handle(_ event: TerminalEvent) -> Bool {
    var effects: [Effect] = []
    switch event {
    case .stop: return false
    case .focus(let isFocused):
      self.isFocused = isFocused
      hasRung = false
    case .key(let key): effects = reduce(&state, .key(key))
    case .resized:
      shown = nil
      effects = reduce(&state, .resized(terminal.size))
    case .readable:
      if let snapshot = worker.mailbox.take() { effects = reduce(&state, .snapshot(snapshot)) }
    }
    for effect in effects {
      switch effect {
      case .quit: return false
      case .ask(let request): worker.ask(request)
      case .want(let count): worker.want(count)
      case .pause(let isPaused): worker.pause(isPaused)
      case .export(let name, let text):
        let host = options.host
        tell { try host.export(name, text) }
      case .copy(let text):
        terminal.copy(text)
        tell { "copied" }
      case .save(let name, let line):
        do {
          try options.host.save(name, line)
          _ = reduce(&state, .saved(name: name, line: line))
        } catch {
          tell { throw error }
        }
      case .say(let saying): worker.say(saying, at: state.clock)
      case .saveSettings(let settings, let before):
        let host = options.host
        tell { try host.saveSettings(settings, before) }
      case .use(let palette):
        options.theme.palette = palette
        terminal.use(options.theme)
        shown = nil
      case .redraw:
        terminal.redraw()
        shown = nil
      case .suspend:
        terminal.suspend()
        shown = nil
        _ = reduce(&state, .resized(terminal.size))
      }
    }
    return true
  }
}
