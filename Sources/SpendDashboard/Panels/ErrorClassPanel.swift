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
    let style = MoneyText(for: classes.map(\.sums.cost).max() ?? .zero)
    Table(
      columns: [
        .init("class", .label(least: 10)), .init("reqs", .number, priority: 1),
        // The names of classes are whole before there is a cost, which most failures do not have.
        .init("cost", .number, priority: 3),
      ],
      count: classes.count, emptyText: state.snapshot == nil ? "" : "No errors"
    ) { row in
      let one = classes[row]
      return [
        .text(SafeText(one.title)), .text(SafeText(CountText.text(one.sums.requests))),
        one.sums.cost > .zero
          ? .text(SafeText(style.text(one.sums.cost)), .warning) : .text("—", .muted),
      ]
    }.render(onto: &grid, in: inner)
  }
}
