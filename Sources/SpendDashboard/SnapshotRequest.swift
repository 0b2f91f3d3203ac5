public import SpendCore

/// What a snapshot is to be about. Changing it is what makes the worker look again.
public struct SnapshotRequest: Sendable, Hashable {
  public var choice: WindowChoice
  /// How many windows back in the past; 0 is now.
  public var stepsBack: Int
  /// A window of one's own, instead of the choice.
  public var span: TimeWindow?
  /// The moment that is looked at instead of now.
  public var asOf: Instant?
  public var filters: [DimensionFilter]
  /// Conditions on single requests.
  public var figures: [FigureFilter] = []
  /// What spend is broken down by, one for each table.
  public var dimensions: [Dimension]
  /// Which of the dimensions the chart is stacked by.
  public var chartPlace = 0
  /// The dimension that the charted table is cut by once more; nil for none.
  public var pivot: Dimension?
  /// What the chart and the curves are of.
  public var measure = Measure.spend
  /// Durations are wanted however long the window is.
  public var needsLatency = false
  /// What is known of the logs is wanted.
  public var needsSources = false
  /// How budgets stand is wanted.
  public var needsBudgets = false
  /// What could be saved is wanted.
  public var needsSavings = false
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

  /// What the chart is stacked by. Users and sessions are too many for series, and no sums of them are
  /// kept for slices of time.
  var chartDimension: Dimension {
    guard dimensions.indices.contains(chartPlace) else { return .feature }
    let dimension = dimensions[chartPlace]
    return dimension == .user || dimension == .session ? .feature : dimension
  }

  /// Nothing was chosen but, perhaps, a view; or what the logs name is asked for already.
  var isUsual: Bool {
    stepsBack == 0 && span == nil && !isFiltered && pivot == nil && measure == .spend
      && dimensions == SnapshotRequest().dimensions
  }

  /// The figures are of some requests only.
  var isFiltered: Bool { !filters.isEmpty || !figures.isEmpty }

  /// The time range ends now, so that its last slice still grows.
  var reachesNow: Bool { stepsBack == 0 && span == nil && asOf == nil }

  /// Only single events can answer: no sums are kept of what is asked for.
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

  /// What the window is called.
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
