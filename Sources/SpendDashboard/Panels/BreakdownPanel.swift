import SpendAnalytics
import SpendCore
import SpendScreen
import SpendText

/// Spend by dimension: one row per value.
struct BreakdownPanel {
  let panel: Panel
  let state: DashboardState

  func render(onto grid: inout CellGrid, in region: Region) {
    let dimension = state.dimension(panel) ?? .feature
    let entries = state.entries(panel)
    let hasFocus = state.focus == panel
    let pivot = shownPivot
    let title: SafeText =
      pivot.map {
        "\(dimension.title) × \($0.across.title.lowercased()) · \($0.measure.title.lowercased())"
      } ?? "\(dimension.title) \(entries.count)"
    let inner = Frame(title: title, note: place(entries.count), hasFocus: hasFocus)
      .render(onto: &grid, in: region)
    let shown = columns(dimension, entries)
    var table = table(shown, entries)
    let list = state.list(panel)
    if let column = shown.firstIndex(where: { $0.order == list.order }) {
      table.sorted = (column, (list.order == .name) == list.isReversed)
    }
    table.render(onto: &grid, in: inner)
  }

  /// Sort order for a click on a column heading.
  func order(at column: Int, in region: Region) -> SortOrder? {
    let entries = state.entries(panel)
    let shown = columns(state.dimension(panel) ?? .feature, entries)
    let inner = region.inset()
    return table(shown, entries).column(at: column - inner.column, in: inner).flatMap { shown[$0].order }
  }

  private func table(_ shown: [BreakdownColumns.Shown], _ entries: [Breakdown.Entry]) -> Table {
    Table(
      columns: shown.map(\.column), count: entries.count, selection: state.selection(panel),
      offset: state.list(panel).offset, hasFocus: state.focus == panel,
      emptyText: state.snapshot == nil ? "" : emptyText
    ) { row in shown.map { $0.value(entries[row]) } }
  }

  private var emptyText: SafeText {
    if state.hasNoEvents { return "No requests yet" }
    return state.snapshot?.request.isFiltered == true
      ? "No matches. Press \\ to clear filters" : "No requests in this range. Press t to change it"
  }

  private func columns(_ dimension: Dimension, _ entries: [Breakdown.Entry]) -> [BreakdownColumns.Shown] {
    let make = BreakdownColumns(
      dimension: dimension, entries: entries, measure: state.snapshot?.request.measure ?? .spend,
      comparesBefore: state.snapshot?.comparesBefore ?? true, ink: ink)
    if let pivot = shownPivot { return make.pivot(pivot) }
    return state.view == .latency ? make.latency : make.spend
  }

  /// The pivot, where it is about this table and has room.
  private var shownPivot: Pivot? {
    guard let pivot = state.snapshot?.pivot, state.view.panel == panel, pivot.down == state.dimension(panel)
    else { return nil }
    return pivot
  }

  /// Values have the ink they have in the chart; tables that the chart does not speak of have none.
  private func ink(_ value: String) -> Ink {
    guard let chart = state.snapshot?.chart, chart.isStacked, chart.dimension == state.dimension(panel) else {
      return .muted
    }
    return state.colours.ink(value)
  }

  private func place(_ count: Int) -> SafeText {
    guard let selection = state.selection(panel), count > state.layout.listHeight(panel) else { return "" }
    return "\(selection + 1)/\(count)"
  }
}
