import SpendCore
import SpendFormatting

/// The users or sessions that a report leaves out, because there are too many.
struct ReportRest {
  var sums: SpendSums
  private var count: Int
  private var dimension: Dimension
  private var isLimited: Bool

  /// - Parameter limit: Value of --limit; nil for the default.
  init(_ top: TopRows, _ dimension: Dimension, limit: Int?) {
    sums = top.rest
    count = top.restCount
    self.dimension = dimension
    isLimited = limit != nil
  }

  /// A sentence about rows beyond the default number; nil with --limit.
  var note: String? {
    isLimited
      ? nil
      : "\(CountText.grouped(Int64(count))) further \(dimension.rawValue)s with"
        + " \(CountText.grouped(sums.requests)) requests are left out; show more with --limit"
  }

  /// The member of the report's JSON object.
  var member: String { ",\"rest\":{\"rows\":\(count),\(SpendReport.members(sums))}" }
}
