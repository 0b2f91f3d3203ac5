import SpendCore
import SpendFormatting
import SpendScreen
import SpendText

/// Requests and cost of each error class in the time range.
struct ErrorClassPanel {
  let state: DashboardState

  func render(onto grid: inout CellGrid, in region: Region) {
    let classes = state.snapshot?.errorClasses ?? []
    let inner = Frame(title: "Errors by class").render(onto: &grid, in: region)
    // The name without its status code leaves room for the cost.
    let isNarrow = inner.width < 36
    let style = MoneyText(for: classes.map(\.sums.cost).max() ?? .zero)
    Table(
      columns: [
        .init("class", .label(least: 10)), .init("reqs", .number, priority: 1),
        .init("cost", .number, priority: 1),
      ],
      count: classes.count, emptyText: state.snapshot == nil ? "" : "No errors"
    ) { row in
      let one = classes[row]
      return [
        .text(SafeText(isNarrow ? String(one.title.prefix { $0 != "(" }) : one.title)),
        .text(SafeText(CountText.text(one.sums.requests))),
        one.sums.cost > .zero
          ? .text(SafeText(style.text(one.sums.cost)), .warning) : .text("—", .muted),
      ]
    }.render(onto: &grid, in: inner)
  }
}
