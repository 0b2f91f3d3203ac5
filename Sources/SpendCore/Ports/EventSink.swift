/// Stores decoded blocks durably. One call is one transaction: either all of the call is stored, or none of
/// it.
public protocol EventSink: AnyObject {
  /// Stores the blocks with the checkpoints that cover them, in order.
  func commit(_ batch: [CommitUnit], at now: Instant) throws -> CommitReport
  /// Stores the blocks and rolls back. Throws the errors of `commit`.
  func rehearse(_ batch: [CommitUnit], at now: Instant) throws
}
