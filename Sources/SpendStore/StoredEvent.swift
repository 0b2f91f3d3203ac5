import GRDB
import SpendCore

/// A row of `usage_event`, to be merged with another record or to have its sums subtracted.
struct StoredEvent {
  var time: Int64
  var dimensionSet: Int32
  /// `name.id`, or 0.
  var user: Int64
  /// `name.id`, or 0.
  var session: Int64
  var requestID: String
  var source: Int64
  var priced: PricedEvent
  var lowerRanks: [MergedField: RecordRank]
  var isUserForgotten: Bool
  var isSessionForgotten: Bool
  /// A record of it has no time of its own.
  var hasUndatedRecord: Bool
}
