import SpendCore

/// An event on its way into the store: what is decided about it. Its facts stay in its block.
struct PendingEvent {
  enum Disposition: UInt8 {
    /// To be stored, with its identity.
    case new
    /// To be stored as the merge of several records, whose identities are listed apart.
    case merged
    /// Stored already, or part of another event of the batch.
    case dropped
  }

  let identity: EventIdentity
  /// Microseconds since 1970.
  var time: Int64
  let partition: Int64
  var user: Int64 = 0
  var session: Int64 = 0
  var dimensionSet: Int32 = 0
  /// Number of the feature within this process.
  var feature: Int32 = 0
  /// Index of the unit that holds the event, and of the event in its block.
  var unit: Int32
  var index: Int32
  /// Index into the batch's merged records, or -1.
  var merged: Int32 = -1
  /// The next event of the batch with this identity, too far away in time to be the same request, or -1.
  var next: Int32 = -1
  var grain: RecordGranularity
  var fate = Disposition.new
  /// The time is not the record's own.
  let isTimeGuessed: Bool
  /// The identity is that of a line, which has been compared with the stored ones already.
  let isSettled: Bool

  init(_ event: borrowing UsageEvent, identity: EventIdentity, unit: Int, index: Int) {
    self.identity = identity
    self.unit = Int32(truncatingIfNeeded: unit)
    self.index = Int32(truncatingIfNeeded: index)
    time = event.time.microseconds
    grain = event.grain
    partition = RecordMoment(of: event).filedPartition
    isTimeGuessed = event.timeIsGuessed
    isSettled = event.identityOrigin == .line
  }

  var moment: RecordMoment {
    RecordMoment(
      time: time, isGlobal: partition == IdentityIndex.globalPartition, isGuessed: isTimeGuessed)
  }
}
