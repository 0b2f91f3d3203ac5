import SpendCore

/// The time of a record, used to decide whether another record with the same id is of the same request.
///
/// Ids are not unique for ever, and an index of all days is not searched for every event. So records are of
/// one request when their times are near each other, or when both have an id that holds over all time. A record
/// without a time of its own is of one request with every record of its id.
///
/// The relation is one of partitions of the identity index, not of exact times: the index keeps the partition
/// of each record, and the time of the merged request alone. Requests are then the connected components of the
/// records, whatever the order in which they are stored.
struct RecordMoment: Hashable {
  /// Microseconds since 1970.
  let time: Int64
  /// Its identity holds over all time.
  let isGlobal: Bool
  /// The time is that of its file.
  let isGuessed: Bool

  static let microsecondsPerDay: Int64 = 86_400_000_000

  init(time: Int64, isGlobal: Bool, isGuessed: Bool) {
    self.time = time
    self.isGlobal = isGlobal || isGuessed
    self.isGuessed = isGuessed
  }

  init(of event: borrowing UsageEvent) {
    self.init(
      time: event.time.microseconds, isGlobal: event.identityScope == .global, isGuessed: event.timeIsGuessed)
  }

  /// The partition of its time.
  var partition: Int64 { IdentityIndex.partition(of: time) }

  /// The partition in which it is filed.
  var filedPartition: Int64 { isGlobal ? IdentityIndex.globalPartition : partition }

  func isNear(_ other: RecordMoment) -> Bool {
    if isGuessed || other.isGuessed || isGlobal && other.isGlobal { return true }
    return isNear(time: other.time)
  }

  /// Returns true when another time is near this one.
  func isNear(time other: Int64) -> Bool { (partition - IdentityIndex.partition(of: other)).magnitude <= 1 }
}
