import SpendScreen
import SpendText

/// A column of a panel's table: its layout, sort order and values.
struct PanelColumn {
  var title: String
  var column: Table.Column
  /// The order that a click on the heading selects; nil for none.
  var order: SortOrder?
  /// Returns the cell of the row at an index.
  var value: (Int) -> Table.Value

  init(
    _ title: String, _ kind: Table.Column.Kind, _ priority: Int, least: Int = 0, order: SortOrder? = nil,
    value: @escaping (Int) -> Table.Value
  ) {
    self.title = title
    column = Table.Column(SafeText(title), kind, priority: priority, least: least)
    self.order = order
    self.value = value
  }
}
