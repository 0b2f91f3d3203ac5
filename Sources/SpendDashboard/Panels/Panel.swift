import SpendCore
import SpendScreen
import SpendText

/// A list on the screen: its rows, their drawing, and the effects of keys on them.
///
/// A new panel is a type that conforms and a line in `PanelRegistry.standard`. With a `key` it gets a view of
/// its own, which the footer, the help, the palette and `--view` name. Only `id`, `title` and `rows` have no
/// default.
protocol Panel: Sendable {
  var id: PanelID { get }
  /// The key of the panel's own view; nil for panels that only appear in views of others.
  var key: Character? { get }
  var title: String { get }
  /// A name of few cells, for narrow screens.
  var shortTitle: String { get }
  /// Lines for the help overlay; the first one names the view.
  var help: [String] { get }
  /// Panels below this one in its view.
  var companions: [PanelID] { get }
  /// The drawing above the panel in its view.
  var upper: ViewDefinition.Upper { get }
  /// Contexts of keys that apply while the panel has the focus.
  var scopes: Set<KeyBinding.Scope> { get }
  /// The word of the footer for Enter; nil when rows lead nowhere.
  var drillWord: String? { get }

  /// Requests the facts that the panel shows.
  func prepare(_ request: inout SnapshotRequest)
  /// The rows, whose cells are made on demand.
  func rows(_ snapshot: DashboardSnapshot, _ state: DashboardState) -> PanelRows
  /// Number of the rows.
  func count(_ snapshot: DashboardSnapshot, _ state: DashboardState) -> Int
  func draw(_ rows: PanelRows, _ frame: PanelFrame, onto grid: inout CellGrid)
  /// The rows that the details above the panel need, and those that they can fill.
  func detailRows(_ snapshot: DashboardSnapshot, _ state: DashboardState) -> ClosedRange<Int>
  /// Draws the details of the selected row above the panel.
  func drawDetail(_ frame: PanelFrame, onto grid: inout CellGrid)
  /// Opens the row at `index`.
  func drill(_ index: Int, _ state: inout DashboardState) -> [Effect]
  /// Handles a key before the keymap does; nil leaves it to the keymap.
  func handle(_ key: Key, _ state: inout DashboardState) -> [Effect]?
  func export(_ rows: PanelRows, _ state: DashboardState) -> ExportTable
  /// The name in file names of exports.
  func exportName(_ state: DashboardState) -> String
}

extension Panel {
  var key: Character? { nil }
  var shortTitle: String { String(title.prefix(4)) }
  var help: [String] { [title] }
  var companions: [PanelID] { [] }
  var upper: ViewDefinition.Upper { .none }
  var scopes: Set<KeyBinding.Scope> { [] }
  var drillWord: String? { nil }

  func prepare(_ request: inout SnapshotRequest) {}
  func count(_ snapshot: DashboardSnapshot, _ state: DashboardState) -> Int {
    rows(snapshot, state).keys.count
  }
  /// The details of one row take about six.
  func detailRows(_ snapshot: DashboardSnapshot, _ state: DashboardState) -> ClosedRange<Int> {
    6...6 * max(1, count(snapshot, state))
  }
  func drawDetail(_ frame: PanelFrame, onto grid: inout CellGrid) {}
  func drill(_ index: Int, _ state: inout DashboardState) -> [Effect] { [] }
  func handle(_ key: Key, _ state: inout DashboardState) -> [Effect]? { nil }
  func export(_ rows: PanelRows, _ state: DashboardState) -> ExportTable { ExportTable(rows) }
  func exportName(_ state: DashboardState) -> String { id.name }

  /// Draws a frame with a table of the rows.
  func draw(_ rows: PanelRows, _ frame: PanelFrame, onto grid: inout CellGrid) {
    let inner = Frame(title: rows.title, note: rows.note, hasFocus: frame.state.focus == id)
      .render(onto: &grid, in: frame.region)
    table(rows, frame.state).render(onto: &grid, in: inner)
  }

  /// The table of the rows, with the selection of the panel.
  func table(_ rows: PanelRows, _ state: DashboardState) -> Table {
    let columns = rows.columns()
    let list = state.list(id)
    let hasFocus = state.focus == id
    var table = Table(
      columns: columns.map(\.column), count: rows.keys.count,
      selection: hasFocus || rows.marksSelectionAlways ? state.selection(id, in: rows.keys) : nil,
      offset: list.offset, hasFocus: hasFocus, emptyText: rows.emptyText
    ) { row in columns.map { $0.value(row) } }
    table.longestLabel = rows.longestLabel
    table.isASCII = state.isASCII
    if let column = columns.firstIndex(where: { $0.order != nil && $0.order == list.order }) {
      table.sorted = (column, (list.order == .name) == list.isReversed)
    }
    return table
  }
}
