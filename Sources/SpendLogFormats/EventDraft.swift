public import SpendCore

/// A request as read from a line, before interning of names and price lookup. Its texts point into the line
/// and are valid only during delivery of the draft.
public struct EventDraft {
  /// Name of the format that read it.
  public var format: StaticString = ""
  public var time: Instant?
  /// When the provider answered, where the record has another time as well. Read only for ids that do not
  /// identify a request by themselves.
  public var created: Instant?
  /// The id to show.
  public var requestID = FieldText.empty
  /// Input of the identity; empty when only the line itself identifies the request.
  public var identityKey = FieldText.empty
  /// Several requests may have the same `identityKey`, such as the id of a trace.
  public var isIdentityShared = false
  /// Which event of its line this is, from 0.
  public var eventIndex: Int32 = 0
  /// The element of a list or document that holds the record and all that is around it; empty for a line of its own.
  public internal(set) var element = FieldText.empty
  /// Which event of the element this is, from 0.
  public internal(set) var elementIndex: Int32 = 0
  /// The record inside its wrappers; empty for a bare line.
  public var record = FieldText.empty
  /// Which event of the record this is, from 0.
  public var recordIndex: Int32 = 0
  /// The hash of the header above a row of a table, which decides on the meaning of its bytes; 0 for other lines.
  public internal(set) var header: UInt64 = 0
  /// The record inside its wrappers states the time.
  public var isTimeOwn = false
  public var scope = EventIdentity.Scope.day
  /// Other records of the same request may state more: snapshots of a growing response.
  public var isSnapshot = false

  public var provider = FieldText.empty
  public var model = FieldText.empty
  public var feature = FieldText.empty
  public var queryType = FieldText.empty
  /// The log names the query type itself; otherwise it follows from the format or the address.
  var isQueryTypeStated = false
  public var tier = FieldText.empty
  public var region = FieldText.empty
  public var team = FieldText.empty
  public var key = FieldText.empty
  public var project = FieldText.empty
  public var environment = FieldText.empty
  public var tags = FieldText.empty
  public var user = FieldText.empty
  public var session = FieldText.empty
  public var customer = FieldText.empty
  public var host = FieldText.empty

  public var tokens = TokenCounts()
  @SentinelOptional public var webSearches: Int32?
  @SentinelOptional public var units: BilledUnits?
  @SentinelOptional public var loggedCost: Money?
  /// The log's cost is the seller's own statement.
  public var loggedCostIsBinding = false
  /// True when the request is free according to the log: a gateway responded from its own cache.
  public var isFree = false
  @SentinelOptional public var latencyMilliseconds: Int32?
  @SentinelOptional public var firstTokenMilliseconds: Int32?
  public var outcome = Outcome.ok
  /// The class of the failure, or of an ending before the answer was complete.
  public private(set) var errorClass: ErrorClass?
  public var isStream: Bool?
  public var totals = TotalFinding.agrees
  public var grain = RecordGranularity.request
  /// The counts are those of several requests together.
  public var isSeveral = false
  /// The values from an export of this program; nil for logs. The line's context owns them, so that a draft is a
  /// plain value, which is copied several times for each line.
  var recordedValues: Unmanaged<RecordedEvent>?

  public var recorded: RecordedEvent? { recordedValues?.takeUnretainedValue() }

  init() {}

  /// Takes the id that an answer names, if it names one.
  mutating func take(id: FieldText) {
    guard !id.isEmpty else { return }
    requestID = id
    identityKey = id
  }

  /// Takes the model that an answer names, if it names one.
  mutating func take(model name: FieldText) {
    if !name.isEmpty { model = name }
  }

  /// Takes the class of a failure or an ending; of several the most specific holds.
  mutating func take(_ errorClass: ErrorClass) {
    self.errorClass = self.errorClass.map { max($0, errorClass) } ?? errorClass
  }

  /// Marks the request as failed. Without usage, a failed request is free but still counts, unless the log
  /// contains a cost.
  mutating func fail(_ errorClass: ErrorClass? = nil) {
    outcome = .error
    if let errorClass { take(errorClass) }
    guard tokens.isUnknown, (loggedCost ?? .zero) == .zero else { return }
    tokens = TokenCounts(input: 0, output: 0)
    isFree = true
  }
}
