public import SpendCore
import SpendFormatting

/// The users or sessions that a report leaves out, because there are too many.
public struct ReportRest {
  public var sums: SpendSums
  private var count: Int
  private var dimension: Dimension
  private var isLimited: Bool

  /// - Parameter limit: The number of rows that the user wants; nil for the default.
  public init(_ top: TopRows, _ dimension: Dimension, limit: Int?) {
    sums = top.rest
    count = top.restCount
    self.dimension = dimension
    isLimited = limit != nil
  }

  /// A sentence about rows that are left out without being asked for; nil with --limit.
  public var note: String? {
    isLimited
      ? nil
      : "\(CountText.grouped(Int64(count))) further \(dimension.rawValue)s with"
        + " \(CountText.grouped(sums.requests)) requests are left out; show more with --limit"
  }

  /// The member of the report's JSON object.
  var member: String { ",\"rest\":{\"rows\":\(count),\(SpendReport.members(sums))}" }
}
