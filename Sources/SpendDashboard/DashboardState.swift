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

/// The help over the screen.
public struct Help: Sendable, Hashable {
  /// Typed text that entries are searched for.
  var query = ""
  var offset = 0
}

/// Scroll and selection state of a list.
public struct ListState: Sendable, Hashable {
  /// Identity of the selected row: the selection stays on it when the order changes.
  public var key: RowKey?
  /// Last index of the selected row; used when the row has disappeared.
  public var index = 0
  /// First row shown.
  public var offset = 0
  public var order = SortOrder.cost
  public var isReversed = false

  public init() {}
}

/// Identity of a row across snapshots.
public enum RowKey: Sendable, Hashable {
  case value(String)
  case request(Instant, id: String, path: String, line: Int64)
  /// A budget, an alert, a way to save or a log, by its name.
  case named(String)
}

/// Sort order of a breakdown.
public enum SortOrder: String, Sendable, Hashable, CaseIterable {
  case cost, change, requests, tokens, errors, perRequest, latency, firstToken, name

  public var next: SortOrder {
    let all = SortOrder.allCases
    return all[((all.firstIndex(of: self) ?? 0) + 1) % all.count]
  }

  var title: String {
    switch self {
    case .cost: "cost"
    case .change: "change"
    case .requests: "requests"
    case .tokens: "tokens"
    case .errors: "errors"
    case .perRequest: "cost per request"
    case .latency: "latency"
    case .firstToken: "time to first token"
    case .name: "name"
    }
  }
}
