import SpendText

/// Rows of a panel: their identities, and their cells on demand.
struct PanelRows {
  var title: SafeText
  var note: SafeText = ""
  var keys: [RowKey]
  /// Text shown instead of rows when there are none.
  var emptyText: SafeText = ""
  /// Labels up to this width are shown whole before less important columns are admitted.
  var longestLabel = 26
  /// The selected row is marked also while another panel has the focus.
  var marksSelectionAlways = true
  /// Called only when the rows are drawn or exported.
  var columns: () -> [PanelColumn]

  init(_ title: SafeText, keys: [RowKey], columns: @escaping () -> [PanelColumn]) {
    self.title = title
    self.keys = keys
    self.columns = columns
  }
}
