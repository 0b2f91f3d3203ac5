import SpendAggregate
import SpendCore
import SpendScreen
import SpendText

/// What the tables of the overview have in common.
enum Panels {
  static func neighbour(_ panel: DashboardState.Panel, _ step: Int) -> DashboardState.Panel {
    let all = DashboardState.Panel.allCases
    return all[(panel.rawValue + step + all.count) % all.count]
  }

  static func breakdown(_ panel: DashboardState.Panel, _ snapshot: DashboardSnapshot) -> Breakdown {
    switch panel {
    case .features, .requests: snapshot.features
    case .models: snapshot.models
    case .queryTypes: snapshot.queryTypes
    }
  }

  /// The rows of a table as they are shown: found, sorted.
  static func rows(
    _ panel: DashboardState.Panel, _ snapshot: DashboardSnapshot, _ state: DashboardState
  ) -> [Breakdown.Row] {
    var rows = breakdown(panel, snapshot).rows
    if !state.search.isEmpty, state.focus == panel {
      let wanted = state.search.lowercased()
      rows = rows.filter { name($0.key).lowercased().contains(wanted) }
    }
    switch state.sort {
    case .cost: break
    case .requests: rows.sort { $0.sums.requests > $1.sums.requests }
    case .errors: rows.sort { $0.sums.errors > $1.sums.errors }
    case .latency:
      rows.sort { ($0.sums.latency.quantile(0.95) ?? -1) > ($1.sums.latency.quantile(0.95) ?? -1) }
    case .name: rows.sort { name($0.key) < name($1.key) }
    }
    return state.isReversed ? rows.reversed() : rows
  }

  static func name(_ key: String) -> String {
    key.isEmpty ? Dimension.none : key
  }

  /// A cost with what must be said about it: `≥` where something has no price, a dash where nothing
  /// has one.
  static func cost(_ sums: SpendSums, _ glyphs: GlyphSet) -> SafeText {
    if sums.requests > 0, sums.unpricedRequests == sums.requests, sums.cost == .zero {
      return SafeText(glyphs.dash)
    }
    return SafeText((sums.unpricedRequests > 0 ? glyphs.atLeast : "") + MoneyText.short(sums.cost))
  }

  static func delta(_ row: Breakdown.Row, _ glyphs: GlyphSet) -> TableView.CellText {
    guard let percent = Delta.percent(row.sums.cost, before: row.before) else {
      return TableView.CellText(SafeText(row.before == nil ? "new" : glyphs.dash), Ink(.muted))
    }
    if percent == 0 { return TableView.CellText(SafeText("="), Ink(.muted)) }
    let shown = percent.magnitude > 999 ? "999" : "\(percent.magnitude)"
    let mark = percent > 0 ? glyphs.up : glyphs.down
    return TableView.CellText(SafeText("\(mark)\(shown)%"), Ink(percent >= 50 ? .warning : .muted))
  }

  static func table(
    _ panel: DashboardState.Panel, _ snapshot: DashboardSnapshot, _ state: DashboardState, _ glyphs: GlyphSet
  ) -> TableView {
    let rows = rows(panel, snapshot, state)
    let title: String =
      switch panel {
      case .features, .requests: "feature"
      case .models: "model"
      case .queryTypes: "query type"
      }
    let columns = [
      TableView.Column(SafeText(title), number: false, priority: 0, isSorted: state.sort == .name),
      TableView.Column(SafeText("cost"), priority: 1, width: 8, isSorted: state.sort == .cost),
      TableView.Column(SafeText("share"), priority: 3, width: 6),
      TableView.Column(SafeText("Δ"), priority: 4, width: 5),
      TableView.Column(SafeText("reqs"), priority: 2, width: 5, isSorted: state.sort == .requests),
      TableView.Column(SafeText("err"), priority: 5, width: 4, isSorted: state.sort == .errors),
      TableView.Column(SafeText("p95"), priority: 6, width: 7, isSorted: state.sort == .latency),
      TableView.Column(SafeText("$/1k req"), priority: 7, width: 8),
      TableView.Column(SafeText("tok in"), priority: 8, width: 6),
      TableView.Column(SafeText("tok out"), priority: 9, width: 7),
      TableView.Column(SafeText("cached"), priority: 10, width: 6),
    ]
    let cells = rows.map { row in
      [
        TableView.CellText(SafeText(name(row.key)), Ink(row.key.isEmpty ? .muted : .plain)),
        TableView.CellText(cost(row.sums, glyphs), Ink(.money)),
        TableView.CellText(
          Gauge.text(permille: row.permille, width: 6, glyphs: glyphs, track: false), Ink(.bar)),
        delta(row, glyphs),
        TableView.CellText(SafeText(MoneyText.count(row.sums.requests))),
        errors(row.sums),
        TableView.CellText(latency(row.sums.latency, glyphs), Ink(.muted)),
        TableView.CellText(perThousand(row.sums, glyphs), Ink(.muted)),
        TableView.CellText(SafeText(MoneyText.count(row.sums.promptTokens)), Ink(.muted)),
        TableView.CellText(SafeText(MoneyText.count(row.sums.output)), Ink(.muted)),
        TableView.CellText(
          SafeText("\(Share.permille(row.sums.cacheRead, of: row.sums.promptTokens) / 10)%"), Ink(.muted)),
      ]
    }
    let selected = state.selection[panel].flatMap { key in rows.firstIndex { $0.key == key } }
    return TableView(
      columns: columns, rows: cells, selection: rows.isEmpty ? nil : selected ?? 0,
      isFocused: state.focus == panel)
  }

  private static func errors(_ sums: SpendSums) -> TableView.CellText {
    let permille = Share.permille(sums.errors, of: sums.requests)
    guard sums.errors > 0 else { return TableView.CellText(SafeText("0"), Ink(.muted)) }
    let text = permille >= 100 ? "\(permille / 10)%" : "\(permille / 10).\(permille % 10)%"
    return TableView.CellText(SafeText(text), Ink(permille >= 50 ? .alarm : .warning))
  }

  static func latency(_ histogram: LatencyHistogram, _ glyphs: GlyphSet) -> SafeText {
    guard let value = histogram.quantile(0.95) else { return SafeText(glyphs.dash) }
    return SafeText(MoneyText.duration(milliseconds: Int64(value.rounded())))
  }

  private static func perThousand(_ sums: SpendSums, _ glyphs: GlyphSet) -> SafeText {
    guard sums.requests > 0, sums.cost > .zero else { return SafeText(glyphs.dash) }
    let nano = Int128(sums.cost.nanodollars) * 1_000 / Int128(sums.requests)
    return SafeText(MoneyText.short(Money(nanodollars: Int64(clamping: nano))))
  }
}
