public import SpendCore
public import SpendScreen

/// Everything a person has chosen, and the facts last received. Only `reduce` changes it.
public struct DashboardState: Sendable {
  public var size: ScreenSize
  public var view = View.overview
  public var focus = Panel.first
  public var lists: [Panel: ListState] = [:]
  public var request = SnapshotRequest()
  public var overlay: Overlay?
  /// Text being typed after `/`; nil when nothing is typed.
  public var typing: String?
  /// One line about the last key, until the next key.
  public var message: String?
  public var isPaused = false
  /// The focused panel takes the room of all.
  public var isZoomed = false
  public var snapshot: DashboardSnapshot?
  public var progress = IngestProgress()
  /// The clock, in whole minutes: what it is drawn with.
  public var now = Instant(microseconds: 0)

  public init(size: ScreenSize, now: Instant = Instant(microseconds: 0)) {
    self.size = size
    self.now = now
  }

  /// What lies over the screen.
  public enum Overlay: Sendable {
    case help(offset: Int)
    case request(EventRecord)
  }

  public func list(_ panel: Panel) -> ListState { lists[panel] ?? ListState() }
}

/// The screens one can switch to.
public enum View: String, Sendable, Hashable, CaseIterable {
  /// The view of a name in lower case; nil when there is none.
  public init?(named name: String) {
    guard let view = View.allCases.first(where: { $0.rawValue.lowercased() == name }) else { return nil }
    self = view
  }

  public var name: String { rawValue.lowercased() }

  case overview = "Overview"
  case features = "Features"
  case models = "Models"
  case queries = "Queries"
  case requests = "Requests"
  case latency = "Latency"

  /// The panel a view is about; nil when it is about several.
  var panel: Panel? {
    switch self {
    case .overview, .latency: nil
    case .features: .first
    case .models: .second
    case .queries: .third
    case .requests: .requests
    }
  }

  /// The panel a view shows alone when `focus` has the focus; nil when it shows several.
  func alone(focus: Panel) -> Panel? {
    self == .latency ? (focus == .requests ? .first : focus) : panel
  }
}

/// The lists that can have the focus, in the order of Tab.
public enum Panel: Int, Sendable, Hashable, CaseIterable {
  /// The tables of the dimensions asked for, in their order.
  case first, second, third
  case requests

  /// Which of the dimensions asked for the panel shows; nil for the list of requests.
  var place: Int? { self == .requests ? nil : rawValue }
}

/// Where one is in a list.
public struct ListState: Sendable, Hashable {
  /// Identity of the selected row: the selection stays on it when the order changes.
  public var key: RowKey?
  /// Where the selected row was last; used when it is gone.
  public var index = 0
  /// First row shown.
  public var offset = 0
  public var order = SortOrder.cost
  public var isReversed = false

  public init() {}
}

/// What makes a row the same row in the next snapshot.
public enum RowKey: Sendable, Hashable {
  case value(String)
  case request(Instant, id: String, path: String, line: Int64)
}

/// What a breakdown is ordered by.
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
