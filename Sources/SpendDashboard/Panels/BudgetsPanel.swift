import SpendAnalytics
import SpendAlerts
import SpendCore
import SpendFormatting
import SpendScreen
import SpendText

/// Budgets as gauges with burn rate, forecast and exhaustion.
struct BudgetsPanel: Panel {
  let id = PanelID.budgets
  let title = "Budgets"
  let drillWord: String? = "find source"

  func rows(_ snapshot: DashboardSnapshot, _ state: DashboardState) -> PanelRows {
    let all = snapshot.budgets
    var rows = PanelRows("Budgets \(all.count)", keys: all.map { .named($0.name) }) { columns(all) }
    rows.longestLabel = 64
    rows.emptyText = "No budgets. Add one: spendtop budget set NAME --amount USD"
    return rows
  }

  func drill(_ index: Int, _ state: inout DashboardState) -> [Effect] {
    guard let budgets = state.snapshot?.budgets, budgets.indices.contains(index) else { return [] }
    return findSource(&state, budgets[index].filters)
  }

  private func columns(_ all: [BudgetStatus]) -> [PanelColumn] {
    let style = MoneyText(for: all.map { max($0.budget.amount, $0.spent) }.max() ?? .zero)
    return [
      PanelColumn("budget", .label(least: 14), 0) { .text(SafeText(all[$0].name)) },
      PanelColumn("used", .number, 0, least: 6) {
        all[$0].isUnpriced
          ? .text("—", .muted) : .text(SafeText(FigureText.percent(all[$0].share)), Self.ink(all[$0]))
      },
      PanelColumn("gauge", .drawing(width: 10, most: 30), 2) { .gauge(all[$0].share, Self.ink(all[$0])) },
      PanelColumn("spent", .number, 1, least: 9) {
        let spent = MoneyText.spend(all[$0].spent, isLowerBound: all[$0].isBlind, style: style)
        return .text(SafeText(spent), all[$0].isUnpriced ? .warning : .money)
      },
      PanelColumn("of", .number, 1) { .text(SafeText(style.text(all[$0].budget.amount))) },
      PanelColumn("per", .text, 4) { .text(SafeText(PeriodText.text(all[$0].budget.period)), .muted) },
      PanelColumn("burn rate", .number, 5) {
        all[$0].isUnpriced ? .text("—", .muted) : .text(SafeText(FigureText.factor(all[$0].burn)))
      },
      PanelColumn("forecast", .number, 3) { row in
        guard let likely = all[row].forecast?.likely, !all[row].isUnpriced else { return .text("—", .muted) }
        return .text(SafeText(style.text(likely)), likely > all[row].budget.amount ? .warning : .text)
      },
      PanelColumn("runs out", .text, 2, least: 8) { row in
        let status = all[row]
        if status.isUnpriced { return .text("—", .muted) }
        if status.remaining <= .zero { return .text("‼ over", .alarm) }
        if let exhaustion = status.exhaustion, status.willExhaust {
          return .text(
            "‼ in \(SafeText(AmountText.duration(seconds: exhaustion.likely)))", .alarm)
        }
        if let end = status.runsOut {
          return .text(
            "! in \(SafeText(FigureText.age(seconds: end.seconds - status.now.seconds)))", .warning)
        }
        return status.forecast == nil ? .text("—", .muted) : .text("within budget", .good)
      },
    ]
  }

  /// A level also shows without its ink: the column behind the gauge says it.
  static func ink(_ status: BudgetStatus) -> Ink {
    if status.remaining <= .zero || status.willExhaust { return .alarm }
    switch status.severity {
    case .critical: return .alarm
    case .warning: return .warning
    case .info, nil: return status.runsOut == nil ? .good : .warning
    }
  }

  func drawDetail(_ frame: PanelFrame, onto grid: inout CellGrid) {
    let state = frame.state
    let budgets = state.snapshot?.budgets ?? []
    let index = state.selection(id).flatMap { budgets.indices.contains($0) ? $0 : nil }
    let lines =
      index.map { detail(budgets[$0], state, frame.options.zone) } ?? [
        Popup.Line("Budgets are limits on spend over a period, set in the configuration:"),
        Popup.Line("[[budget]]", .muted), Popup.Line("name = \"all\"", .muted),
        Popup.Line("amount = 500", .muted), Popup.Line("period = \"month\"", .muted),
      ]
    DetailPanel(
      title: "Details", lines: state.snapshot == nil ? [] : lines,
      others: DetailPanel.others(index, count: budgets.count)
    ) { detail(budgets[$0], state, frame.options.zone) }
    .render(onto: &grid, in: frame.region)
  }

  private var unknown: Popup.Line {
    Popup.Line("≥ incomplete: unpriced requests. Press 9 for their models", .warning)
  }

  private func detail(_ status: BudgetStatus, _ state: DashboardState, _ zone: Zone) -> [Popup.Line] {
    let amount = status.budget.amount
    var lines = [
      Popup.Line(
        "\(SafeText(status.name)): \(SafeText(MoneyText.spend(status.spent, isLowerBound: status.isBlind))) of \(SafeText(MoneyText.round(amount))) used, \(SafeText(FigureText.percent(status.share)))",
        Self.ink(status)),
      Popup.Line(
        "period \(SafeText(PeriodText.text(status.budget.period))): \(SafeText(ClockText.moment(status.window.start, zone))) to \(SafeText(ClockText.moment(status.window.end, zone))) \(SafeText(ClockText.name(zone)))"
      ),
    ]
    let filters = status.filters.map(FilterText.text).joined(separator: " ")
    lines.append(Popup.Line("Counts \(SafeText(filters.isEmpty ? "all traffic" : filters))"))
    if status.isUnpriced { return lines + [unknown] }
    lines.append(
      Popup.Line(
        "burn rate \(SafeText(FigureText.factor(status.burn))) over 1h, \(SafeText(MoneyText.text(status.lastHour))) spent"
      ))
    if let forecast = status.forecast {
      lines.append(
        Popup.Line(
          "forecast \(SafeText(MoneyText.text(forecast.likely))) (\(SafeText(MoneyText.short(forecast.low)))–\(SafeText(MoneyText.short(forecast.high))))",
          forecast.likely > amount ? .warning : .text))
    }
    if status.remaining <= .zero {
      lines.append(Popup.Line("‼ exhausted. Press \(SafeText(state.sign("⏎"))) to find the source", .alarm))
    } else if let exhaustion = status.exhaustion, status.willExhaust {
      lines.append(
        Popup.Line(
          "‼ exhausted in \(SafeText(AmountText.span(exhaustion))) at \(SafeText(MoneyText.text(exhaustion.perHour)))/h",
          .alarm))
    } else if let end = status.runsOut {
      lines.append(
        Popup.Line("! runs out \(SafeText(ClockText.moment(end, zone))) by the baseline", .warning))
    }
    if status.isBlind { lines.append(unknown) }
    return lines
  }
}
