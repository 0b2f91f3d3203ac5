public import SpendAnalytics
public import SpendAlerts
public import SpendCore

/// All facts of one frame, taken at one moment: a frame never mixes two.
public struct DashboardSnapshot: Sendable {
  public var takenAt: Instant
  public var request: SnapshotRequest
  public var window: TimeWindow
  public var health = StoreHealth()

  /// The window as a whole, and beside the one before.
  public var summary = SpendSummary()
  public var change = Delta(now: 0, before: 0)
  /// Most of the range before was recorded, so that changes mean something.
  public var comparesBefore = true
  /// The percentiles of the range were read.
  public var hasLatency = true
  /// The range lies in the past: day, burn rate and month are those of its end.
  public var isPast = false
  /// The moment of day, burn rate and month.
  public var paceAt = Instant(microseconds: 0)
  /// Today so far, beside yesterday up to the same time.
  public var today = Delta(now: 0, before: 0)
  /// Most of yesterday was recorded.
  public var comparesYesterday = true
  public var burn = SpendRate(recent: .zero, recentSeconds: 1)
  /// Some of the requests it is taken over have no price.
  public var burnIsLowerBound = false
  public var month = Money.zero
  /// Some of today's requests have no price.
  public var todayIsLowerBound = false
  /// Some of the month's requests have no price.
  public var monthIsLowerBound = false
  public var budget: Money?
  public var forecast: Forecast?

  public var chart = SpendChart()
  /// Usual spend of the hours of the week: seven days of 24 hours from Monday; empty when unknown.
  public var week: [Money] = []
  /// Over how many weeks.
  public var weekCount = 0
  public var breakdowns: [Breakdown] = []
  public var pivot: Pivot?
  /// Budget statuses, the most used first; loaded for the Alerts view.
  public var budgets: [BudgetStatus] = []
  /// Alert states; nil before the first evaluation.
  public var alerts: AlertSnapshot?
  /// Spend by hour of the traffic that alerts are about, by the fingerprints of their keys.
  public var timelines: [String: AlertTimeline] = [:]
  /// Last alert action that could not be stored.
  public var unkept: Unkept?
  public var savings: [SavingsRecommendation] = []
  /// The part of `savings` that can be had together.
  public var savingsTotal = Money.zero
  /// The time that the savings are extrapolated from.
  public var savingsObserved: ObservedTime?
  /// Recorded traffic for a plan; loaded for the Plan view.
  public var planFacts: PlanFacts?
  /// Costs that are not billed per request, for all traffic of the time range; nil without any, and with
  /// filters.
  public var paidOtherwise: FixedCosts?
  public var logs = LogFacts()
  public var trouble = LogTrouble()
  /// Requests by error class, the most frequent first; loaded for the Latency view.
  public var errorClasses: [ErrorClassSums] = []
  /// Newest first.
  public var requests: [EventRecord] = []
  /// Extent of the search for requests.
  public var reach = SearchReach()
  /// A question with a better answer, when the usual one has none worth looking at.
  public var better: SnapshotRequest?
  /// Reason for stale data; nil when it is current.
  public var problem: String?
  /// Cause of the problem and the next step, where they are known.
  public var remedy: String?

  /// Creates an empty snapshot, to be filled in. The window is empty by default.
  public init(takenAt: Instant, request: SnapshotRequest, window: TimeWindow? = nil) {
    self.takenAt = takenAt
    self.request = request
    self.window = window ?? TimeWindow(start: takenAt, end: takenAt)
  }

  /// An alert action that could not be stored.
  public struct Unkept: Sendable, Hashable {
    /// Distinguishes the failure from earlier ones.
    public var number: Int
    public var reason: String
  }

  /// The requests of one error class.
  public struct ErrorClassSums: Sendable, Hashable {
    public var title: String
    public var sums: SpendSums

    init(title: String, sums: SpendSums) {
      self.title = title
      self.sums = sums
    }

    /// The failures among requests without a class, as stored by earlier versions; nil without any.
    init?(unclassified sums: SpendSums) {
      guard sums.errors > 0 else { return nil }
      title = "Unclassified"
      self.sums = SpendSums()
      self.sums.requests = sums.errors
      self.sums.errors = sums.errors
      self.sums.cost = sums.errorCost
      self.sums.errorCost = sums.errorCost
    }
  }

  public var spentToday: Money { Money(nanodollars: today.now) }

  public func breakdown(_ dimension: Dimension) -> Breakdown {
    breakdowns.first { $0.dimension == dimension } ?? Breakdown(dimension: dimension)
  }
}
