import SpendAnalytics
import SpendCore
import SpendFormatting
import SpendScreen
import SpendText

/// Spend by dimension: one row per value.
struct BreakdownPanel: Panel {
  let id: PanelID
  let key: Character?
  let title: String
  let shortTitle: String
  let help: [String]
  let upper = ViewDefinition.Upper.chart
  let scopes: Set<KeyBinding.Scope> = [.tables]
  let drillWord: String? = "drill"

  init(_ id: PanelID, key: Character, _ title: String, short: String, help: String? = nil) {
    self.id = id
    self.key = key
    self.title = title
    shortTitle = short
    self.help = [help ?? title]
  }

  func rows(_ snapshot: DashboardSnapshot, _ state: DashboardState) -> PanelRows {
    let dimension = state.dimension(id) ?? .feature
    let entries = state.entries(id)
    let pivot = shownPivot(state)
    let title: SafeText =
      pivot.map {
        "\(dimension.title) × \($0.across.title.lowercased()) · \($0.measure.title.lowercased())"
      } ?? "\(dimension.title) \(entries.count)"
    let keys: [RowKey] = entries.map { .value($0.key) }
    var rows = PanelRows(title, keys: keys) { columns(dimension, entries, state) }
    rows.emptyText = emptyText(state)
    return rows
  }

  func count(_ snapshot: DashboardSnapshot, _ state: DashboardState) -> Int {
    snapshot.breakdown(state.dimension(id) ?? .feature).entries.count
  }

  func draw(_ rows: PanelRows, _ frame: PanelFrame, onto grid: inout CellGrid) {
    let inner = Frame(
      title: rows.title, note: place(rows.keys, frame.state), hasFocus: frame.state.focus == id
    ).render(onto: &grid, in: frame.region)
    table(rows, frame.state).render(onto: &grid, in: inner)
  }

  /// Shows only the traffic of the row.
  func drill(_ index: Int, _ state: inout DashboardState) -> [Effect] {
    let entries = state.entries(id)
    guard let dimension = state.dimension(id), entries.indices.contains(index) else { return [] }
    let filter = DimensionFilter(dimension, .equals(entries[index].key))
    guard !state.request.filters.contains(filter) else { return [] }
    state.mark()
    return asking(&state) {
      moveFocus(&$0, by: 1)
      $0.request.filters.append(filter)
    }
  }

  func export(_ rows: PanelRows, _ state: DashboardState) -> ExportTable {
    ExportTable(breakdown: state.entries(id), dimension: state.dimension(id) ?? .feature)
  }

  func exportName(_ state: DashboardState) -> String { (state.dimension(id) ?? .feature).rawValue }

  private func emptyText(_ state: DashboardState) -> SafeText {
    if state.hasNoEvents { return state.nothingYet }
    return state.snapshot?.request.isFiltered == true
      ? "No matches. Press \\ to clear filters" : "No requests in this range. Press t to change it"
  }

  private func columns(
    _ dimension: Dimension, _ entries: [Breakdown.Entry], _ state: DashboardState
  ) -> [PanelColumn] {
    let unread: Set<TableColumn> = state.snapshot?.hasLatency ?? true ? [] : [.latency, .firstToken]
    let make = BreakdownColumns(
      dimension: dimension, entries: entries, measure: state.snapshot?.request.measure ?? .spend,
      comparesBefore: state.snapshot?.comparesBefore ?? true,
      hidden: state.settings.hiddenColumns.union(unread), ink: { ink($0, state) })
    if let pivot = shownPivot(state) { return make.pivot(pivot) }
    return state.definition.upper == .histogram ? make.latency : make.spend
  }

  /// The pivot, where it is about this table and has room.
  private func shownPivot(_ state: DashboardState) -> Pivot? {
    guard let pivot = state.snapshot?.pivot, state.definition.panel == id,
      pivot.down == state.dimension(id)
    else { return nil }
    return pivot
  }

  /// Values have the ink they have in the chart; those of other dimensions are muted.
  private func ink(_ value: String, _ state: DashboardState) -> Ink {
    guard let chart = state.snapshot?.chart, chart.isStacked, chart.dimension == state.dimension(id) else {
      return .muted
    }
    return state.colours.ink(value)
  }

  private func place(_ keys: [RowKey], _ state: DashboardState) -> SafeText {
    guard let selection = state.selection(id, in: keys), keys.count > state.layout.listHeight(id) else {
      return ""
    }
    return "\(selection + 1)/\(keys.count)"
  }
}
