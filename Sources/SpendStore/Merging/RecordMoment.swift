import SpendCore

/// The time of a record, used to decide whether another record with the same id is of the same request.
///
/// Ids are not unique for ever, and an index of all days is not searched for every event. So records are of
/// one request when their times are near each other, or when both have an id that holds over all time.
struct RecordMoment: Hashable {
  /// Microseconds since 1970.
  var time: Int64
  /// Its identity holds over all time.
  var isGlobal: Bool
  /// The time is that of its file.
  var isGuessed: Bool

  static let microsecondsPerDay: Int64 = 86_400_000_000
  /// The longest distance between the times of two records of one request.
  static let reach = 8 * microsecondsPerDay
  /// The longest time between the writing of a record without a time and the last change of its file.
  static let guessReach = 45 * microsecondsPerDay

  func isNear(_ other: RecordMoment) -> Bool {
    if isGlobal && other.isGlobal { return true }
    if isGuessed { return Self.mayBe(other.time, written: time) }
    if other.isGuessed { return Self.mayBe(time, written: other.time) }
    return IdentityIndex.partition(time: time, scope: .day)
      == IdentityIndex.partition(time: other.time, scope: .day)
      || (time &- other.time).magnitude <= Self.reach.magnitude
  }

  /// Returns true when a record made at `time` may be in a file that was changed last at `change`.
  private static func mayBe(_ time: Int64, written change: Int64) -> Bool {
    time >= change &- guessReach && time <= change &+ reach
  }

  /// Partitions of the index in which a record of this time is filed.
  var partitions: [Int64] {
    isGlobal ? [IdentityIndex.globalPartition] : [IdentityIndex.partition(time: time, scope: .day)]
  }
}
