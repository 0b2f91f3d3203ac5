public import SpendCore

/// The query of a snapshot. A change triggers a refresh.
public struct SnapshotRequest: Sendable, Hashable {
  public var choice: WindowChoice
  /// Number of time ranges to go back; 0 is the current one.
  public var stepsBack: Int
  /// A custom window, instead of the choice.
  public var span: TimeWindow?
  /// The moment that replaces now.
  public var asOf: Instant?
  public var filters: [DimensionFilter]
  /// Conditions on single requests.
  public var figures: [FigureFilter] = []
  /// Dimensions of the breakdown tables.
  public var dimensions: [Dimension]
  /// Which of the dimensions the chart is stacked by.
  public var chartPlace = 0
  /// The dimension that the charted table is cut by once more; nil for none.
  public var pivot: Dimension?
  /// Metric of the chart and the sparklines.
  public var measure = Measure.spend
  /// Durations are wanted however long the window is.
  public var needsLatency = false
  /// True to load the state of the logs.
  public var needsSources = false
  /// True to load budget statuses.
  public var needsBudgets = false
  /// True to load savings.
  public var needsSavings = false
  /// True to load the recorded traffic that a plan starts from.
  public var needsPlan = false
  /// The feature whose traffic is planned; nil for all.
  public var planFeature: String?
  /// First day of the billing month.
  public var billingDay = 1
  public init(
    choice: WindowChoice = .day, stepsBack: Int = 0, filters: [DimensionFilter] = [],
    dimensions: [Dimension] = [.feature, .model, .queryType]
  ) {
    self.choice = choice
    self.stepsBack = stepsBack
    self.filters = filters
    self.dimensions = dimensions
  }

  /// Dimension of the chart's series. Users and sessions are too many, and have no rollups by bucket.
  var chartDimension: Dimension {
    guard dimensions.indices.contains(chartPlace) else { return .feature }
    let dimension = dimensions[chartPlace]
    return dimension == .user || dimension == .session ? .feature : dimension
  }

  /// True for the default dimensions and measure without filters, pivot, custom window or steps back; any
  /// view and any choice of time range qualify.
  var isUsual: Bool {
    stepsBack == 0 && span == nil && !isFiltered && pivot == nil && measure == .spend
      && dimensions == SnapshotRequest().dimensions
  }

  /// The figures are of some requests only.
  var isFiltered: Bool { !filters.isEmpty || !figures.isEmpty }

  /// The time range ends now, so that its last slice still grows.
  var reachesNow: Bool { stepsBack == 0 && span == nil && asOf == nil }

  /// True when the query needs single events, because the store has no rollups for its conditions.
  var scansEvents: Bool {
    !figures.isEmpty || filters.contains { $0.dimension == .user || $0.dimension == .session }
  }

  func window(at now: Instant, zone: Zone) -> TimeWindow {
    guard let span else {
      return choice.window(at: now, back: stepsBack, zone: zone, billingDay: billingDay)
    }
    let step = -span.seconds * Int64(stepsBack)
    return TimeWindow(start: span.start.adding(seconds: step), end: span.end.adding(seconds: step))
  }

  /// The window that `window` is compared with.
  func windowBefore(_ window: TimeWindow, zone: Zone) -> TimeWindow {
    guard let span else { return choice.windowBefore(window, zone: zone, billingDay: billingDay) }
    return TimeWindow(start: window.start.adding(seconds: -span.seconds), end: window.start)
  }

  func slice(_ window: TimeWindow) -> Slice {
    let wanted = span == nil ? choice.slice : Slice(for: window)
    guard wanted == .bucket(.quarterHour) else { return wanted }
    // Only features are kept by quarter hours: anything else would cost a scan of all events there,
    // while hours answer at once.
    let isKept =
      chartDimension == .feature && figures.isEmpty && measure != .latency
      && filters.allSatisfy { $0.dimension == .feature }
    return isKept ? wanted : .bucket(.hour)
  }

  /// Title of the time range.
  func title(_ zone: Zone) -> String {
    var title = choice.title
    if let span {
      title = "\(ClockText.moment(span.start, zone)) – \(ClockText.moment(span.end, zone))"
    } else if choice == .billing && billingDay > 1 {
      title += " from day \(billingDay)"
    }
    return title
  }
}
