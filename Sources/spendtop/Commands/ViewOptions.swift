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
    help: "Colours: dark, nord, gruvbox, contrast, light, solarized-light or a theme of the configuration.")
  var theme: String?
  @Flag(help: "Disable mouse support.")
  var noMouse = false

  func options(_ context: Context, isDemo: Bool) throws -> DashboardOptions {
    var options = DashboardOptions(zone: context.zone)
    options.isDemo = isDemo
    options.hasChosenClock = at != nil
    options.isASCII = ascii || !Self.isUTF8
    options.budgets = context.settings.budgets
    options.billingDay = context.settings.billingDay
    options.monthlyBudget = context.settings.monthlyBudget
    options.settings = context.settings.screen
    options.settings.palettes = Palette.standard + context.settings.themes
    options.settings.palette = try palette(context, of: options.settings.palettes)
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
  private func palette(_ context: Context, of known: [Palette]) throws -> Palette {
    if let theme {
      guard let palette = known.first(where: { $0.name == theme }) else {
        throw UserMessage(
          "unknown theme \"\(theme)\"", tryThis: "--theme " + known.map(\.name).joined(separator: ", "))
      }
      return palette
    }
    if let theme = context.settings.theme { return theme }
    let background = ProcessInfo.processInfo.environment["COLORFGBG"]?.split(separator: ";").last
    return background == "7" || background == "15" ? .light : .dark
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
