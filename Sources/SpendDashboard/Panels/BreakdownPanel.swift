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
    let shown = columns(dimension)
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

  private func place(_ count: Int) -> SafeText {
    guard let selection = state.selection(panel), count > state.layout.listHeight(panel) else { return "" }
    return "\(selection + 1)/\(count)"
  }

  /// A column, what it is ordered by, and its values.
  private struct Shown {
    var column: Table.Column
    var order: SortOrder?
    var value: (Breakdown.Entry) -> Table.Value
  }

  private func columns(_ dimension: Dimension) -> [Shown] {
    let entries = state.snapshot?.breakdown(dimension).entries ?? []
    let spend = MoneyText(for: entries.first?.sums.cost ?? .zero)
    let each = MoneyText(for: entries.compactMap(\.summary.perRequest).max() ?? .zero)
    let ink = panel == .first ? Ink.series(0) : panel == .second ? .series(2) : .series(3)
    func number(
      _ title: SafeText, _ priority: Int, _ order: SortOrder? = nil, least: Int = 0,
      _ text: @escaping (Breakdown.Entry) -> SafeText
    ) -> Shown {
      Shown(column: .init(title, .number, priority: priority, least: least), order: order) { .text(text($0)) }
    }
    var columns: [Shown] = [
      Shown(
        column: .init(SafeText(dimension.title.lowercased()), .label(least: 13), priority: 0), order: .name
      ) {
        .text(label($0.key))
      },
      Shown(column: .init("cost", .number, priority: 0, least: 8), order: .cost) { entry in
        if entry.isUnpriced { return .text("unpriced", .warning) }
        let sign = entry.summary.isLowerBound ? "≥" : entry.summary.isEstimated ? "~" : ""
        return .text("\(sign)\(spend.text(entry.sums.cost))", .money)
      },
      Shown(column: .init("share", .drawing(width: 5, most: 16), priority: 3), order: nil) {
        .bar($0.share, ink)
      },
      number("%", 4) { $0.isUnpriced ? "—" : "\(FigureText.percent($0.share))" },
      Shown(column: .init("Δ", .number, priority: 1, least: 6), order: .change) {
        .text("\(DeltaText.text($0.change))", DeltaText.ink($0.change))
      },
      number("reqs", 2, .requests, least: 5) { "\(CountText.text($0.sums.requests))" },
      number("$/req", 5, .perRequest) { entry in
        guard let mean = entry.summary.perRequest, mean > .zero else { return "—" }
        return "\(each.text(mean))"
      },
      number("tok in", 6, .tokens) { "\(CountText.text($0.sums.promptTokens))" },
      number("out", 6) { "\(CountText.text($0.sums.output))" },
      number("cache", 8) { "\(FigureText.percent($0.summary.cacheShare))" },
      Shown(column: .init("err", .number, priority: 7), order: .errors) {
        .text(
          "\(FigureText.percent($0.summary.errorShare))",
          ($0.summary.errorShare ?? 0) >= 0.05 ? .warning : .text)
      },
      number("p95", 9) { "\(FigureText.duration(milliseconds: $0.summary.latency(0.95)))" },
      number("TTFT", 10) { "\(FigureText.duration(milliseconds: $0.summary.firstToken(0.95)))" },
    ]
    if entries.contains(where: { !$0.history.isEmpty }) {
      columns.append(
        Shown(column: .init("over time", .drawing(width: 12, most: 48), priority: 8), order: nil) {
          .curve($0.history.map(Double.init), ink)
        })
    }
    return columns
  }
}
