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
