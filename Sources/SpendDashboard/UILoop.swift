public import SpendCore
public import SpendScreen

/// The dashboard on a terminal: waits for keys, snapshots and the clock, and draws when something has
/// changed. Runs on the thread that owns the terminal until the person quits.
public struct UILoop {
  private let terminal: any Terminal
  private let options: DashboardOptions
  private let clock: @Sendable () -> Instant
  private let progress: @Sendable () -> IngestProgress
  private let worker: RefreshWorker

  /// `open` makes the store's reading side, on the thread that will use it.
  public init(
    terminal: any Terminal, options: DashboardOptions, request: ViewRequest = ViewRequest(),
    clock: @escaping @Sendable () -> Instant, progress: @escaping @Sendable () -> IngestProgress,
    open: @escaping @Sendable () throws -> any SpendSource
  ) {
    self.terminal = terminal
    self.options = options
    self.clock = clock
    self.progress = progress
    worker = RefreshWorker(request, zone: options.zone, clock: clock, open: open)
  }

  /// Returns when the person quits or the terminal goes.
  public func run() {
    var state = DashboardState()
    var snapshot: DashboardSnapshot?
    var shown: CellGrid?
    worker.start()
    defer { worker.stop() }
    while !state.hasEnded {
      let (width, height) = terminal.size
      let grid = Renderer.render(
        snapshot, state, progress(), options, width: width, height: height, now: clock())
      if grid != shown {
        terminal.present(grid)
        shown = grid
      }
      for event in terminal.wait(milliseconds: 1_000, wake: worker.mailbox.descriptor) {
        switch event {
        case .ended: state.hasEnded = true
        case .resized: shown = nil
        case .woken:
          if case .success(let newest) = worker.mailbox.take() { snapshot = newest }
        case .key(let key):
          for effect in reduce(&state, key, snapshot) {
            switch effect {
            case .ask(let request): worker.ask(request)
            case .pause(let isPaused): worker.pause(isPaused)
            case .redraw: shown = nil
            }
          }
        }
      }
    }
  }
}
