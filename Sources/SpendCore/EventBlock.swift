/// A run of complete lines of one stream, decoded and priced: the unit of transfer from a parser to the
/// writer.
///
/// Events refer to the block's own tables by index, so that a block is a handful of flat arrays.
public struct EventBlock: Sendable {
  public var events: [PricedEvent] = []
  /// Every label set that `events` refer to; may hold more.
  public var labelSets: [LabelSet] = []
  /// Users and sessions that `events` refer to.
  public var names: [String] = []
  /// Bytes of the request ids that `events` refer to.
  public var arena: [UInt8] = []
  public var rejects: [RejectedLine] = []
  /// Provider report rows of these lines; these are not events.
  public var aggregates: [ProviderAggregate] = []
  /// Hardware readings of these lines; these are not events.
  public var hardware: [HardwareHour] = []
  public var counts = LineCounts()

  public init() {}

  public func text(_ range: TextRange) -> String {
    let start = Int(range.start)
    guard range.count > 0, start + Int(range.count) <= arena.count else { return "" }
    return String(decoding: arena[start..<start + Int(range.count)], as: UTF8.self)
  }
}

/// Outcomes of the lines of a block.
public struct LineCounts: Sendable, Hashable {
  /// Non-empty lines.
  public var lines = 0
  /// Lines of a known kind that are not usage.
  public var ignored = 0
  /// Lines of no known kind.
  public var unrecognised = 0
  /// Lines that could not be read.
  public var rejected = 0

  public init() {}

  public static func += (a: inout LineCounts, b: LineCounts) {
    a.lines += b.lines
    a.ignored += b.ignored
    a.unrecognised += b.unrecognised
    a.rejected += b.rejected
  }
}

/// A line that could not be read: enough to find the line again, without its content.
public struct RejectedLine: Sendable, Hashable {
  /// Byte offset in the decompressed content.
  public var offset: Int64
  /// Bytes of the line, its end not counted.
  public var length: Int64
  public var reason: String
  /// Its number in the file, from 1; 0 when it is not known.
  public var line: Int64

  public init(offset: Int64, length: Int64, reason: String, line: Int64 = 0) {
    self.line = line
    self.offset = offset
    self.length = length
    self.reason = reason
  }
}

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
  public var grain = RecordGranularity.request
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
