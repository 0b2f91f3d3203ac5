/// Stores the state of alerts, and the notices still to be delivered. Both survive a kill.
public protocol AlertLedger: AnyObject {
  /// Stored engine state; nil the first time.
  func engineState() throws -> [UInt8]?

  /// Stores the engine's state and its outgoing entries in one transaction. An entry that is already stored
  /// is skipped. Without a state only the entries are added: the state belongs to the collector.
  func save(engineState: [UInt8]?, entries: [OutboxEntry]) throws

  /// Entries whose time has come, the oldest first.
  func due(at now: Instant, limit: Int) throws -> [OutboxEntry]

  /// Shifts the times of pending notices after the clock was set.
  func shiftPending(by seconds: Int64) throws

  /// Records the outcome of an attempt.
  func note(_ entry: OutboxEntry) throws

  /// Delivery counts by receiver.
  func counts() throws -> [ReceiverCounts]

  /// Entries of all states, the newest first.
  func history(limit: Int) throws -> [OutboxEntry]

  /// Acknowledgements and silences as JSON.
  func controls() throws -> [UInt8]?

  /// True when the period of a digest was not queued yet. The first period that is asked for is taken as
  /// queued: a new digest begins with the next one.
  func isDue(_ digest: String, period: Instant) throws -> Bool

  /// Queues the entries of a digest and stores its period in one transaction; false when the period, or a
  /// later one, was queued before.
  func postOnce(_ digest: String, period: Instant, entries: [OutboxEntry]) throws -> Bool

  /// Changes acknowledgements and silences in one transaction: of two concurrent changes, both are kept.
  func changeControls(_ change: ([UInt8]?) throws -> [UInt8]) throws
}

/// Delivery counts of one receiver.
public struct ReceiverCounts: Sendable, Hashable {
  public var receiver: String
  public var sent: Int64 = 0
  /// Refused by the receiver.
  public var failed: Int64 = 0
  /// Given up after a day of attempts.
  public var dropped: Int64 = 0
  /// Still to be delivered.
  public var queued: Int64 = 0

  public init(receiver: String) { self.receiver = receiver }
}

/// One notice on its way to one receiver.
public struct OutboxEntry: Sendable, Hashable {
  public enum State: String, Sendable, Hashable, CaseIterable {
    case pending, delivered, failed
    /// Tried for a day in vain.
    case givenUp = "given up"
  }

  /// Identifier of notice and receiver, equal for every attempt.
  public var id: String
  public var receiver: String
  /// The notice as JSON.
  public var notice: [UInt8]
  public var state = State.pending
  public var attempts = 0
  public var created: Instant
  public var next: Instant
  public var error = ""

  public init(id: String, receiver: String, notice: [UInt8], created: Instant) {
    self.id = id
    self.receiver = receiver
    self.notice = notice
    self.created = created
    next = created
  }

  /// First wait, longest wait, and total time of the attempts, in seconds.
  private static let firstWait: Int64 = 1
  private static let longestWait: Int64 = 300
  public static let patience: Int64 = 86_400

  /// Plans the next attempt: twice the previous wait, and a random share more, so that the attempts of many
  /// collectors do not coincide.
  ///
  /// - Parameters:
  ///   - asked: seconds requested by the receiver.
  ///   - share: 0…1.
  public mutating func retry(at now: Instant, because reason: String, asked: Int64? = nil, share: Double) {
    attempts += 1
    error = reason
    if now.seconds - created.seconds >= Self.patience {
      state = .givenUp
      return
    }
    let wait = min(Self.longestWait, Self.firstWait << Int64(min(attempts - 1, 20)))
    let jitter = Int64(Double(wait) * 0.25 * min(1, max(0, share)) * 1_000_000)
    let base = now.adding(seconds: max(wait, min(asked ?? 0, 3_600)))
    next = Instant(microseconds: base.microseconds + jitter)
  }
}
