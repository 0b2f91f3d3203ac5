import Foundation
import SpendAnalytics
import SpendCore
import SpendReports
import SpendCurses
import SpendDashboard
import SpendDelivery
import SpendFormatting
import SpendIngest
import SpendPricing
import SpendScreen
import SpendSettings
import SpendStore
import Synchronization

/// The dashboard on this terminal, with whatever reads beside it.
struct Dashboard {
  private let context: Context
  private let view: ViewOptions
  private let isDemo: Bool
  /// Lines come from a pipe, perhaps later.
  var readsPipe = false
  /// The ways to begin, without any log.
  var welcome: Welcome?
  /// A line for the first frame.
  var greeting: String?
  private let clock: (@Sendable () -> Instant)?

  /// - Parameter clock: The clock of the screen; nil for that of the options.
  init(
    _ context: Context, _ view: ViewOptions, isDemo: Bool, clock: (@Sendable () -> Instant)? = nil
  ) {
    self.clock = clock
    self.context = context
    self.view = view
    self.isDemo = isDemo
  }

  typealias Reading = () throws -> Void

  /// Runs until the person quits. `prepare` makes what reads on a thread of its own, or nil.
  func run(_ prepare: (IngestMeter, ReadFailures, StopSignal) throws -> Reading?) throws {
    guard isatty(STDOUT_FILENO) == 1 else {
      throw UserMessage(
        "stdout is not a terminal",
        tryThis: "spendtop top --once")
    }
    var options = try view.options(context, isDemo: isDemo)
    options.welcome = welcome
    options.greeting = greeting
    let isEmpty = welcome != nil
    let meter = IngestMeter()
    let stop = StopSignal()
    let failures = ReadFailures()
    let reading = try prepare(meter, failures, stop)
    let terminal: NCursesTerminal
    do {
      let environment = ProcessInfo.processInfo.environment
      terminal = try NCursesTerminal(
        colour: !view.noColor && environment["NO_COLOR", default: ""].isEmpty,
        palette: options.theme.palette, mouse: !view.noMouse)
    } catch NCursesTerminal.OpenError.unknownType(let name) {
      throw UserMessage(
        "cannot draw on this terminal", because: "TERM=\(name) cannot position the cursor",
        tryThis: "TERM=xterm-256color spendtop, or spendtop top --once")
    } catch {
      throw UserMessage(
        "no terminal", because: "/dev/tty cannot be opened",
        tryThis: "spendtop top --once")
    }
    Reporter.openScreen()
    defer { Reporter.closeScreen() }
    options.host.announcements = { Reporter.announcements() }
    let worker = reading.map { BackgroundReading($0) }
    worker?.start()
    if !isDemo, !isEmpty, view.at == nil { noticePriceDrift() }
    let isReading = worker != nil
    let path = context.databasePath
    let zone = context.zone
    let rate = RateMeter()
    let readsPipe = readsPipe
    options.theme = terminal.usedTheme
    options.isASCII = options.isASCII || terminal.isASCII
    options.describe = { ($0 as? StoreError)?.message(path: path) ?? $0 as? UserMessage }
    let outcome = Result {
      try runDashboard(
        on: terminal, options: options, request: SnapshotRequest(choice: options.settings.range),
        view: try view.shownView(), clock: try clock ?? view.clock(context),
        progress: {
          var progress = rate.progress(meter.current, isReading: isReading)
          progress.failures = failures.all
          progress.readsPipe = readsPipe
          return progress
        },
        open: {
          if isEmpty { return EmptySpendSource() }
          return try SQLiteStore(reading: path, zone: zone)
        })
    }
    terminal.restore()
    stop.stop()
    worker?.wait()
    try outcome.get()
    if let failure = worker?.failure { throw failure }
  }
}

extension Dashboard {
  /// Number of events above which the comparison would take seconds; `doctor` makes it then.
  private static let mostCompared: Int64 = 2_000_000
  private static let patience = 3.0

  /// Compares stored costs with current prices behind the first frames, unless neither has changed since the
  /// last comparison, and shows the difference.
  private func noticePriceDrift() {
    let context = context
    DispatchQueue.global().asyncAfter(deadline: .now() + Self.patience) {
      guard let store = try? context.store(),
        let events = try? context.reading({ try store.health() }).events, events <= Self.mostCompared,
        let catalog = try? context.catalog,
        let words = try? PriceComparison(context: context).words(
          of: store,
          compare: { try PriceDrift($0, catalog, zone: context.zone, now: context.now).words })
      else { return }
      Reporter.notice(words)
    }
  }
}
