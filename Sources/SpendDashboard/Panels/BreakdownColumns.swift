import SpendAnalytics
import SpendCore
import SpendFormatting
import SpendScreen
import SpendText

/// The columns of the tables of a dimension.
struct BreakdownColumns {
  let dimension: Dimension
  let entries: [Breakdown.Entry]
  let measure: Measure
  /// Most of the range before was recorded.
  let comparesBefore: Bool
  /// Columns that the settings leave out, or that were not read.
  var hidden: Set<TableColumn> = []
  /// Ink of a value's drawings.
  let ink: (String) -> Ink

  /// Columns of spend by dimension.
  var spend: [PanelColumn] {
    [name, cost(priority: 0)] + optional.filter { !hidden.contains($0.column) }.map(\.shown)
  }

  /// The columns that the settings can leave out.
  private var optional: [(column: TableColumn, shown: PanelColumn)] {
    let each = MoneyText(for: entries.compactMap(\.summary.perRequest).max() ?? .zero)
    var columns: [(column: TableColumn, shown: PanelColumn)] = [
      (
        .share,
        column("share", .drawing(width: 5, most: 16), 4) { .bar(share($0) ?? 0, ink($0.key)) }
      ),
      (.percent, number("%", 4) { "\(measure == .latency ? "—" : FigureText.percent(share($0)))" }),
      (
        .change,
        column("Δ", .number, 1, least: 6, order: .change) {
          comparesBefore
            ? .text("\(DeltaText.text($0.change))", DeltaText.ink($0.change)) : .text("—", .muted)
        }
      ),
      (
        .requests,
        number("reqs", rank(.requests, 3), .requests, least: 5) { "\(CountText.text($0.sums.requests))" }
      ),
      (
        .perRequest,
        number("$/req", 5, .perRequest) { entry in
          guard let mean = entry.summary.perRequest, mean > .zero else { return "—" }
          return "\(each.text(mean))"
        }
      ),
      (.input, number("tok in", rank(.tokens, 6), .tokens) { "\(CountText.text($0.sums.promptTokens))" }),
      (.output, number("out", 6) { "\(CountText.text($0.sums.output))" }),
      (.cache, number("cache", 8) { "\(FigureText.percent($0.summary.cacheShare))" }),
      (.errors, errors(priority: rank(.errors, 7))),
      (
        .latency,
        number("p95", rank(.latency, 9), .latency) {
          "\(FigureText.duration(milliseconds: $0.summary.latency(0.95)))"
        }
      ),
      (
        .firstToken,
        number("TTFT", 10) { "\(FigureText.duration(milliseconds: $0.summary.firstToken(0.95)))" }
      ),
    ]
    if entries.contains(where: { !$0.history.isEmpty }) {
      columns.append(
        (
          .history,
          column("over time", .drawing(width: 12, most: 96), 8) {
            .curve($0.history.map(Double.init), ink($0.key))
          }
        ))
    }
    return columns
  }

  /// Priority of a column: the selected metric comes first.
  private func rank(_ column: Measure, _ priority: Int) -> Int { column == measure ? 0 : priority }

  /// One dimension cut by another.
  func pivot(_ pivot: Pivot) -> [PanelColumn] {
    let largest = entries.flatMap { pivot.row($0.key).map(pivot.measure.value) }.max() ?? 0
    let style = MoneyText(for: Money(nanodollars: largest))
    func text(_ sums: SpendSums) -> Table.Value {
      let value = pivot.measure.value(sums)
      if sums.requests == 0 { return .text("·", .muted) }
      if pivot.measure == .spend {
        return .text(
          SafeText(MoneyText.spend(SpendSummary(sums: sums), style: style)),
          sums.unpricedRequests > 0 ? .warning : .money)
      }
      return .text(SafeText(pivot.measure.text(value)))
    }
    var columns = [name]
    columns.append(
      column(pivot.measure.title.lowercased(), .number, 0, least: 8, order: measure.order) {
        text($0.sums)
      })
    for (place, key) in pivot.columns.enumerated() {
      columns.append(
        column(label(key).cut(to: 18).string, .number, 3 + place, least: 7) {
          text(pivot.row($0.key)[place])
        })
    }
    if pivot.hasRest {
      columns.append(
        column("others", .number, 20, least: 7) { text(pivot.row($0.key)[pivot.columns.count]) })
    }
    return columns
  }

  /// Share of the whole in what is measured; nil where the whole or the spend is not known.
  private func share(_ entry: Breakdown.Entry) -> Double? {
    switch measure {
    case .spend: return entry.isUnpriced ? nil : entry.share
    // Durations have no whole: beside the longest.
    case .latency: return ratio(of: entry, to: entries.map { measure.value($0.sums) }.max() ?? 0)
    case .tokens, .requests, .errors:
      return ratio(of: entry, to: entries.reduce(0) { $0 &+ measure.value($1.sums) })
    }
  }

  private func ratio(of entry: Breakdown.Entry, to whole: Int64) -> Double? {
    whole > 0 ? Double(measure.value(entry.sums)) / Double(whole) : nil
  }

  /// Columns of latency and errors.
  var latency: [PanelColumn] {
    var columns = [name, number("reqs", 1, .requests, least: 5) { "\(CountText.text($0.sums.requests))" }]
    let places: [(title: String, share: Double, priority: Int)] = [
      ("p50", 0.50, 2), ("p90", 0.90, 6), ("p95", 0.95, 0), ("p99", 0.99, 4),
    ]
    for place in places {
      let order: SortOrder? = place.share == 0.95 ? .latency : nil
      columns.append(
        number(place.title, place.priority, order, least: 7) {
          "\(FigureText.duration(milliseconds: $0.summary.latency(place.share)))"
        })
    }
    for place in places where place.share != 0.90 {
      let order: SortOrder? = place.share == 0.95 ? .firstToken : nil
      columns.append(
        number("TTFT \(place.title)", place.priority + 3, order, least: 7) {
          "\(FigureText.duration(milliseconds: $0.summary.firstToken(place.share)))"
        })
    }
    let wasted = MoneyText(for: entries.map(\.sums.errorCost).max() ?? .zero)
    columns += [
      errors(priority: 2), number("failed", 5) { "\(CountText.text($0.sums.errors))" },
      column("lost", .number, 4) { entry in
        entry.sums.errorCost > .zero
          ? .text(SafeText(wasted.text(entry.sums.errorCost)), .warning) : .text("—", .muted)
      },
      cost(priority: 3),
    ]
    return columns
  }

  private var name: PanelColumn {
    column(dimension.title.lowercased(), .label(least: 13), 0, order: .name) { .text(label($0.key)) }
  }

  private func cost(priority: Int) -> PanelColumn {
    let style = MoneyText(for: entries.map(\.sums.cost).max() ?? .zero)
    return column("cost", .number, priority, least: 8, order: .cost) { entry in
      if entry.isUnpriced { return .text("unpriced", .warning) }
      return .text(SafeText(MoneyText.spend(entry.summary, style: style)), .money)
    }
  }

  private func errors(priority: Int) -> PanelColumn {
    column("err", .number, priority, order: .errors) { entry in
      let share = entry.summary.errorShare
      return .text("\(FigureText.percent(share))", (share ?? 0) >= 0.05 ? .warning : .text)
    }
  }

  private func number(
    _ title: String, _ priority: Int, _ order: SortOrder? = nil, least: Int = 0,
    _ text: @escaping (Breakdown.Entry) -> SafeText
  ) -> PanelColumn {
    column(title, .number, priority, least: least, order: order) { .text(text($0)) }
  }

  private func column(
    _ title: String, _ kind: Table.Column.Kind, _ priority: Int, least: Int = 0, order: SortOrder? = nil,
    _ value: @escaping (Breakdown.Entry) -> Table.Value
  ) -> PanelColumn {
    PanelColumn(title, kind, priority, least: least, order: order) { value(entries[$0]) }
  }
}
