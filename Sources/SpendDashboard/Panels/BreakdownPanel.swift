import SpendAggregate
import SpendCore
import SpendScreen
import SpendText

/// Who spends it: one row for each value of a dimension.
struct BreakdownPanel {
  let panel: Panel
  let state: DashboardState

  func render(onto grid: inout CellGrid, in region: Region) {
    let dimension = state.dimension(panel) ?? .feature
    let entries = state.entries(panel)
    let hasFocus = state.focus == panel
    let inner = Frame(
      title: "\(dimension.title) \(entries.count)", note: place(entries.count), hasFocus: hasFocus
    ).render(onto: &grid, in: region)
    let list = state.list(panel)
    let make = BreakdownColumns(dimension: dimension, entries: entries, ink: ink)
    let shown = state.view == .latency ? make.latency : make.spend
    var table = Table(
      columns: shown.map(\.column), count: entries.count, selection: state.selection(panel),
      offset: list.offset, hasFocus: hasFocus,
      emptyText: state.snapshot == nil ? "" : "no requests in this window"
    ) { row in shown.map { $0.value(entries[row]) } }
    if let column = shown.firstIndex(where: { $0.order == list.order }) {
      table.sorted = (column, (list.order == .name) == list.isReversed)
    }
    table.render(onto: &grid, in: inner)
  }

  private var ink: Ink { panel == .first ? .series(0) : panel == .second ? .series(2) : .series(3) }

  private func place(_ count: Int) -> SafeText {
    guard let selection = state.selection(panel), count > state.layout.listHeight(panel) else { return "" }
    return "\(selection + 1)/\(count)"
  }
}
