import SpendAnalytics
import SpendCore
import SpendScreen

/// Scroll and selection state of a list.
public struct ListState: Sendable, Hashable {
  /// Identity of the selected row: the selection stays on it when the order changes.
  public var key: RowKey?
  /// Last index of the selected row; used when the row has disappeared.
  public var index = 0
  /// First row shown.
  public var offset = 0
  public var order = SortOrder.cost
  public var isReversed = false

  public init() {}
}
