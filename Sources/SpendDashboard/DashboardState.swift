import SpendAnalytics
public import SpendCore
public import SpendScreen

/// Everything a person has chosen, and the facts last received. Only `reduce` changes it.
public struct DashboardState: Sendable {
  public var size: ScreenSize
  public var view = View.overview
  /// The view before this one.
  public var lastView = View.overview
  public var focus = PanelID.first
  public var lists: [PanelID: ListState] = [:]
  /// The panels and views of the screen.
  var panels = PanelRegistry.standard
  public var request = SnapshotRequest()
  /// Number of newest requests to load; grows with scrolling.
  public var wantedRequests = Self.firstRequests
  public var overlay: Overlay?
  /// The line being typed; nil without an open prompt.
  public var prompt: Prompt?
  /// One line about the last key, until the next key.
  public var message: String?
  public var isPaused = false
  /// The focused panel takes the room of all.
  public var isZoomed = false
  public var chartForm = ChartForm.columns
  public var isLogScale = false
  /// Names of saved views, and the lines of the palette that make them.
  public var savedViews: [String: String] = [:]
  /// True until the first user action: a better query may replace the default one.
  public var isUntouched = true
  public var keymap = Keymap()
  public var settings = ScreenSettings()
  /// The figures are simulated.
  var isDemo = false
  /// The line about files without figures that was read and put away.
  var dismissedTrouble: String?
  /// A change that the prices of now would make to stored requests, with the command that makes it.
  var notice: String?
  /// The ways to begin; nil once there is a log.
  var welcome: Welcome?
  /// Date and age of the price book.
  var priceBook: String?
  /// Estimates workloads; nil without a price book.
  var planner: WorkloadPlanner?
  /// The workload that is planned.
  public var plan = PlanDraft()
  /// Keys are called by words.
  var isASCII = false
  /// Clocks of times that are typed.
  public var zone = Zone.utc
  /// Currency of displayed amounts; nil for US dollars.
  var currency: ShownCurrency?
  public var snapshot: DashboardSnapshot?
  /// Colours of the names in the chart.
  var colours = SeriesColours()
  public var progress = IngestProgress()
  /// The clock, in whole minutes: what it is drawn with.
  public var now = Instant(microseconds: 0)

  public init(size: ScreenSize, now: Instant = Instant(microseconds: 0)) {
    self.size = size
    self.now = now
  }

  /// The targets of Esc: the places where drilling and filtering began, the last one last.
  var trail: [Place] = []
  /// Lines that were run from the palette, the last one last.
  var history: [String] = []

  /// The state that Esc restores.
  struct Place: Sendable, Hashable {
    var view: View
    var focus: PanelID
    var filters: [DimensionFilter]
    var figures: [FigureFilter]
  }

  static let firstRequests = 200

  /// Overlay above the panels.
  public enum Overlay: Sendable {
    case help(Help)
    case menu(Menu)
    case request(EventRecord, offset: Int)
    case settings(SettingsForm)
  }

  /// The line about files without figures, or about changed prices; nil when there is none, or it was put away.
  var trouble: String? {
    (TroubleText.line(self) ?? notice).flatMap { $0 == dismissedTrouble ? nil : $0 }
  }

  /// The moment that relative times are counted from.
  var clock: Instant { snapshot?.takenAt ?? now }

  public func list(_ panel: PanelID) -> ListState { lists[panel] ?? ListState() }
}
