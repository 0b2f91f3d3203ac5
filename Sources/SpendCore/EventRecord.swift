/// One stored event with every text resolved, for lists and exports.
public struct EventRecord: Sendable {
  public var time: Instant
  public var labels: LabelSet
  public var user = ""
  public var session = ""
  public var requestID = ""
  public var tokens: TokenCounts
  public var webSearches: Int32?
  public var units: BilledUnits?
  public var cost: Money?
  public var costStatus: CostStatus
  public var loggedCost: Money?
  public var computedCost: Money?
  /// Row of the price book that was used, or 0.
  public var priceID: Int32 = 0
  /// Additional cost of the cache reads at the full input price.
  public var cacheSaved = Money.zero
  /// Identity that distinguishes the request from all others; nil for a record that is not stored.
  public var identity: EventIdentity?
  public var latencyMilliseconds: Int32?
  public var firstTokenMilliseconds: Int32?
  public var outcome: Outcome
  /// True when the record's own total differs from the sum of its counts.
  public var contradictsItself = false
  public var isStream: Bool?
  /// True when the line lacks a time of its own.
  public var timeIsGuessed = false
  /// True when the line names no host, and that of the machine that read it was taken.
  public var hostIsAssumed = false
  public var grain = RecordGranularity.request
  /// True for the counts of several requests together.
  public var isSeveral = false
  public var path = ""
  public var line: Int64 = 0
  public var offset: Int64 = 0

  public init(
    time: Instant, labels: LabelSet, tokens: TokenCounts, cost: Money?, costStatus: CostStatus,
    outcome: Outcome
  ) {
    self.time = time
    self.labels = labels
    self.tokens = tokens
    self.cost = cost
    self.costStatus = costStatus
    self.outcome = outcome
  }
}

extension EventRecord {
  /// The record's value of a dimension; empty when absent from the log.
  public func value(of dimension: Dimension) -> String {
    switch dimension {
    case .user: user
    case .session: session
    case _: labels.value(of: dimension)
    }
  }
}

extension LabelSet {
  /// The value of a dimension; empty for a dimension that is not a label.
  public func value(of dimension: Dimension) -> String {
    dimension.label.map { self[keyPath: $0] } ?? ""
  }
}
