import ArgumentParser
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

struct TopCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "top", abstract: "Show the dashboard; ingest and follow the given logs.",
    discussion: """
        spendtop /var/log/llm 'logs/**/*.jsonl.gz'
        spendtop top --once --size 120x36      one frame as text
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var view: ViewOptions
  @Argument(help: "Log files, directories or patterns; - for standard input.")
  var paths: [String] = []

  func run() throws {
    let context = try global.resolved()
    _ = try view.shownView()
    try PathCheck.check(paths)
    var sources = view.noIngest ? [] : context.sources(paths, format: nil)
    var greeting: String?
    let tools = LocalTools.here
    if sources.isEmpty, paths.isEmpty, !view.noIngest {
      tools.announce()
      sources = tools.sources
      if !sources.isEmpty {
        greeting = "Reading logs of " + Set(tools.tools.map(\.name)).sorted().joined(separator: ", ")
      }
    }
    let hasDatabase = FileManager.default.fileExists(atPath: context.databasePath)
    guard !sources.isEmpty || hasDatabase else {
      if !view.noIngest, !view.once, !view.plain, isatty(STDOUT_FILENO) == 1 {
        var dashboard = Dashboard(context, view, isDemo: false)
        dashboard.welcome = Welcome(
          searched: KnownTools.names, configurationPath: context.configurationPath)
        return try dashboard.run { _, _, _ in nil }
      }
      throw UserMessage(
        "no logs found", because: "no path, no [[source]], no known tool, no database",
        tryThis: "spendtop demo, spendtop /path/to/logs, or a [[source]] in \(context.configurationPath)")
    }
    if view.once || view.plain {
      if !sources.isEmpty { try readAll(sources, context, hasDatabase: hasDatabase) }
      try view.printFrame(context, isDemo: false)
      return
    }
    if sources.contains(where: \.isStandardInput), isatty(STDIN_FILENO) == 1 {
      throw UserMessage(
        "standard input is the terminal", because: "- reads a pipe, while keys come from the terminal",
        tryThis: "tail -F app.jsonl | spendtop -")
    }
    var dashboard = Dashboard(context, view, isDemo: false)
    dashboard.readsPipe = sources.contains(where: \.isStandardInput)
    dashboard.greeting = greeting
    try dashboard.run { meter, failures, stop in
      guard !sources.isEmpty else { return nil }
      do {
        let collector = try IngestSession(context, sources: sources, prompt: true, meter: meter)
        let alerts = AlertWorker(context, meter: meter)
        collector.engine.onNotice = { failures.note($0) }
        return {
          alerts.start()
          defer { alerts.stop() }
          // A pipe is read as it comes, after the files; keys come from the terminal.
          if sources.contains(where: \.isStandardInput) {
            meter.follow()
            try collector.engine.readAll(stop: stop)
            meter.follow()
          }
          if sources.contains(where: { !$0.isStandardInput }) {
            try collector.engine.follow(stop: stop)
          }
        }
      } catch let failure as CommandError where failure.status == .busy && hasDatabase {
        // Another process reads the logs; this one shows what it stores.
        return nil
      }
    }
  }

  /// Reads what the logs hold; when another process reads them already, what it has stored is shown.
  private func readAll(_ sources: [LogSource], _ context: Context, hasDatabase: Bool) throws {
    do {
      let collector = try IngestSession(context, sources: sources)
      try context.reading { try collector.engine.readAll(stop: StopSignal()) }
    } catch let failure as CommandError where failure.status == .busy && hasDatabase {}
  }
}

/// Options of the dashboard's appearance.
struct ViewOptions: ParsableArguments {
  @Flag(help: "Print one frame as text and exit.")
  var once = false
  @Flag(help: "Print linear text for screen readers and exit.")
  var plain = false
  @Option(help: "Size of the frame, such as 120x36.")
  var size: String?
  @Option(
    help:
      "Initial view: overview, features, models, queries, requests, alerts, latency, savings, sources or plan."
  )
  var view = "overview"
  @Option(parsing: .unconditional, help: "Show a snapshot at TIME.")
  var at: String?
  @Flag(help: "Read-only: do not ingest.")
  var noIngest = false
  @Flag(help: "Use ASCII characters only.")
  var ascii = false
  @Flag(help: "Draw without colours.")
  var noColor = false
  @Option(
    help: "Colours: dark, nord, gruvbox, contrast, light or solarized-light.", transform: palette(named:))
  var theme: Palette?
  @Flag(help: "Disable mouse support.")
  var noMouse = false

  func options(_ context: Context, isDemo: Bool) throws -> DashboardOptions {
    var options = DashboardOptions(zone: context.zone)
    options.isDemo = isDemo
    options.isASCII = ascii || !Self.isUTF8
    options.budgets = context.settings.budgets
    options.billingDay = context.settings.billingDay
    options.monthlyBudget = context.settings.monthlyBudget
    options.settings = context.settings.screen
    options.settings.palette = palette(context)
    options.theme.palette = options.settings.palette
    let catalog = try context.catalog
    let names = NameLookup(catalog)
    options.explain = { CostExplanation($0, names) }
    options.planner = WorkloadPlanner(catalog)
    options.keymap = try Keymap(changes: context.settings.keys)
    options.alertRules = context.settings.alertRules
    let age = PriceBookAge(try context.listedPrices, now: context.now)
    options.priceBook = age.words + (age.isOld ? "; try: spendtop prices update --dry-run" : "")
    options.currency = context.settings.currency.map { ShownCurrency($0) }
    options.paidOtherwise = FixedCosts.source(context)
    options.host = DashboardHost(
      savedViews: isDemo
        ? SavedViews(path: PathComponents.folder(of: context.databasePath) + "/views") : SavedViews.standard,
      exportsTo: FileManager.default.currentDirectoryPath)
    let path = context.configurationPath
    options.host.saveSettings = { settings, before in
      if isDemo { return "Not saved: the demo leaves the configuration alone" }
      return try settings.save(over: before, in: path)
    }
    // Acknowledgements and silences apply to the present: unavailable while the clock is set to a past
    // moment.
    if at == nil { options.host.openDesk = { DatabaseAlertControlStore(context) } }
    return options
  }

  private static var isUTF8: Bool {
    let environment = ProcessInfo.processInfo.environment
    let locale = environment["LC_ALL"] ?? environment["LC_CTYPE"] ?? environment["LANG"] ?? ""
    return locale.lowercased().contains("utf") || locale.isEmpty
  }

  /// Theme from the options, the configuration, or COLORFGBG, whose last number is the background colour
  /// (7 and 15 are light).
  private static func palette(named name: String) throws -> Palette {
    guard let palette = Palette(rawValue: name) else {
      let names = Palette.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("unknown theme \"\(name)\"; the themes are \(names)")
    }
    return palette
  }

  private func palette(_ context: Context) -> Palette {
    if let theme = theme ?? context.settings.theme { return theme }
    let told = ProcessInfo.processInfo.environment["COLORFGBG"]?.split(separator: ";").last
    return told == "7" || told == "15" ? .light : .dark
  }

  /// The clock of the screen.
  func clock(_ context: Context) throws -> @Sendable () -> Instant {
    guard let at else { return { Clock.now } }
    let instant = try context.time(at, option: "--at")
    return { instant }
  }

  func frameSize() throws -> ScreenSize {
    let environment = ProcessInfo.processInfo.environment
    guard let size else {
      return ScreenSize(
        width: Int(environment["COLUMNS"] ?? "") ?? 120, height: Int(environment["LINES"] ?? "") ?? 36)
    }
    let parts = size.split(separator: "x").compactMap { Int($0) }
    guard parts.count == 2, (1...1_000).contains(parts[0]), (1...1_000).contains(parts[1]) else {
      throw UserMessage("cannot read the size \"\(size)\"", tryThis: "--size 120x36")
    }
    return ScreenSize(width: parts[0], height: parts[1])
  }

  func shownView() throws -> View {
    guard let shown = View(named: view) else {
      throw UserMessage(
        "unknown view \"\(view)\"", tryThis: "--view " + View.allCases.map(\.name).joined(separator: ", ")
      )
    }
    return shown
  }

  func printFrame(_ context: Context, isDemo: Bool) throws {
    let store = try context.store()
    let now = try clock(context)()
    let options = try options(context, isDemo: isDemo)
    if plain {
      let snapshot = try context.reading {
        try SnapshotBuilder(source: store, zone: context.zone).build(for: SnapshotRequest(), at: now)
      }
      print(PlainText.lines(snapshot).joined(separator: "\n"))
      return
    }
    let size = try frameSize()
    let grid = try context.reading {
      try Renderer.renderOnce(
        store, SnapshotRequest(choice: options.settings.range), view: shownView(), options: options,
        size: size, now: now)
    }
    print(grid.plainText, terminator: "")
  }
}

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

  /// Compares stored costs with the prices of now, once and behind the first frames, and shows what they
  /// would change.
  private func noticePriceDrift() {
    let context = context
    DispatchQueue.global().asyncAfter(deadline: .now() + Self.patience) {
      guard let store = try? context.store(),
        let events = try? context.reading({ try store.health() }).events, events <= Self.mostCompared,
        let catalog = try? context.catalog,
        let words = try? PriceDrift(store, catalog, zone: context.zone, now: context.now).words
      else { return }
      Reporter.notice(words)
    }
  }
}

/// Files that cannot be read, as the reading thread finds them.
final class ReadFailures: Sendable {
  private let found = Mutex<[IngestProgress.Failure]>([])

  private static let most = 50

  var all: [IngestProgress.Failure] { found.withLock { $0 } }

  func note(_ notice: SourceNotice) {
    guard notice.kind.isFailure else { return }
    let failure = IngestProgress.Failure(path: notice.path, reason: notice.detail)
    found.withLock { if $0.count < Self.most, !$0.contains(failure) { $0.append(failure) } }
  }
}

/// Reading on a thread of its own.
final class BackgroundReading: @unchecked Sendable {
  // `failure` is written before the semaphore is signalled and read after it.
  private let body: Dashboard.Reading
  private let done = DispatchSemaphore(value: 0)
  private(set) var failure: (any Error)?

  init(_ body: @escaping Dashboard.Reading) {
    self.body = body
  }

  func start() {
    let thread = Thread { [self] in
      do { try body() } catch { failure = error }
      done.signal()
    }
    thread.name = "writer"
    thread.stackSize = 4 << 20
    thread.start()
  }

  func wait() {
    _ = done.wait(timeout: .now() + 5)
  }
}

/// Turns counts into a rate.
final class RateMeter: Sendable {
  private let start = ContinuousClock.now

  func progress(_ counts: IngestCounts, isReading: Bool) -> IngestProgress {
    var progress = IngestProgress()
    switch counts.phase {
    case _ where !isReading: progress.phase = .off
    case .looking, .reading: progress.phase = .reading
    case .following, .done: progress.phase = .live
    case .stalled: progress.phase = .stalled
    }
    // A few appended lines do not count as reading history.
    if progress.phase == .reading, counts.bytes == 0 || counts.bytes - counts.bytesDone < 1 << 20 {
      progress.phase = .live
    }
    progress.files = counts.files
    progress.filesDone = counts.filesDone
    progress.bytes = counts.bytes
    progress.bytesDone = counts.bytesDone
    progress.events = counts.events
    progress.rejected = counts.rejected
    let milliseconds = max(1, (ContinuousClock.now - start) / .milliseconds(1))
    progress.bytesPerSecond = Int64(Double(counts.bytesDone) / milliseconds * 1_000)
    return progress
  }
}
