import SpendAnalytics
import SpendAlerts
import SpendCore
import SpendFormatting
import SpendScreen
import SpendText

/// A list that has a view of its own: budgets, ways to save, logs.
struct ListPanel {
  let panel: Panel
  let state: DashboardState

  struct Shown {
    var title: String
    var column: Table.Column
    var value: (Int) -> Table.Value

    init(
      _ title: String, _ kind: Table.Column.Kind, _ priority: Int, least: Int = 0,
      value: @escaping (Int) -> Table.Value
    ) {
      self.title = title
      column = Table.Column(SafeText(title), kind, priority: priority, least: least)
      self.value = value
    }
  }

  func render(onto grid: inout CellGrid, in region: Region) {
    let shown = columns
    let inner = Frame(title: SafeText(title), note: "", hasFocus: state.focus == panel).render(
      onto: &grid, in: region)
    var table = Table(
      columns: shown.map(\.column), count: count, selection: state.selection(panel),
      offset: state.list(panel).offset, hasFocus: state.focus == panel,
      emptyText: state.snapshot == nil ? "" : emptyText
    ) { row in shown.map { $0.value(row) } }
    table.longestLabel = 64
    table.render(onto: &grid, in: inner)
  }

  /// Identities of the rows.
  var keys: [RowKey] {
    guard let snapshot = state.snapshot else { return [] }
    switch panel {
    case .alerts: return (snapshot.alerts?.alerts ?? []).map { .named($0.key.fingerprint) }
    case .budgets: return snapshot.budgets.map { .named($0.name) }
    case .savings: return snapshot.savings.map { .named($0.title) }
    case .sources: return snapshot.logs.sources.map { .named($0.path) }
    case .first, .second, .third, .requests: return []
    }
  }

  var count: Int { keys.count }

  private var title: String {
    switch panel {
    case .alerts: "Alerts \(count)"
    case .budgets: "Budgets \(count)"
    case .savings: "Potential savings, last \(SavingsAnalyzer.days) days (overlapping; don't sum)"
    default: "Logs \(count)"
    }
  }

  private var emptyText: SafeText {
    switch panel {
    case .alerts: state.snapshot?.alerts == nil ? "Loading …" : "No active alerts"
    case .budgets: "No budgets. Add one: spendtop budget set NAME --amount USD"
    case .savings: "No savings found in the last 30 days"
    default: "No logs ingested yet. Try: spendtop /path/to/logs"
    }
  }

  var columns: [Shown] {
    guard let snapshot = state.snapshot else { return [] }
    switch panel {
    case .alerts: return alerts(snapshot.alerts?.alerts ?? [], at: snapshot.takenAt)
    case .budgets: return budgets(snapshot.budgets)
    case .savings: return savings(snapshot.savings)
    default: return sources(snapshot.logs.sources, at: snapshot.takenAt)
    }
  }

  private func alerts(_ all: [AlertView], at now: Instant) -> [Shown] {
    [
      Shown("", .text, 0) { row in
        let severity = all[row].severity
        return .text(
          Self.sign(all[row]),
          severity == .critical ? .alarm : severity == .warning ? .warning : .muted)
      },
      Shown("alert", .label(least: 16), 0) { .text(SafeText(all[$0].name), Self.ink(all[$0])) },
      Shown("state", .text, 1, least: 9) { .text(SafeText(Self.stage(all[$0])), Self.ink(all[$0])) },
      Shown("since", .number, 2) {
        .text(SafeText(FigureText.age(seconds: now.seconds - all[$0].since.seconds)))
      },
      Shown("what", .label(least: 30), 3) { .text(SafeText(all[$0].summary)) },
    ]
  }

  /// One word for where an alert stands.
  static func stage(_ alert: AlertView) -> String {
    if alert.acknowledgement != nil { return "acked" }
    if alert.silence != nil { return "silenced" }
    return alert.isInhibited ? "inhibited" : alert.stage.rawValue
  }

  static func sign(_ alert: AlertView) -> SafeText {
    switch alert.severity {
    case .critical: "‼"
    case .warning: "!"
    case .info: "·"
    }
  }

  static func ink(_ alert: AlertView) -> Ink {
    guard alert.isOpen, alert.severity > .info else { return .muted }
    return alert.severity == .critical ? .alarm : .warning
  }

  private func budgets(_ all: [BudgetStatus]) -> [Shown] {
    let style = MoneyText(for: all.map { max($0.budget.amount, $0.spent) }.max() ?? .zero)
    func ink(_ status: BudgetStatus) -> Ink { Self.ink(status.severity, status.runsOut) }
    return [
      Shown("budget", .label(least: 14), 0) { .text(SafeText(all[$0].name)) },
      Shown("used", .number, 0, least: 6) {
        all[$0].isUnpriced
          ? .text("—", .muted) : .text(SafeText(FigureText.percent(all[$0].share)), ink(all[$0]))
      },
      Shown("gauge", .drawing(width: 10, most: 30), 2) { .gauge(all[$0].share, ink(all[$0])) },
      Shown("spent", .number, 1, least: 9) {
        let spent = MoneyText.spend(all[$0].spent, isLowerBound: all[$0].isBlind, style: style)
        return .text(SafeText(spent), all[$0].isUnpriced ? .warning : .money)
      },
      Shown("of", .number, 1) { .text(SafeText(style.text(all[$0].budget.amount))) },
      Shown("per", .text, 4) { .text(SafeText(PeriodText.text(all[$0].budget.period)), .muted) },
      Shown("burn rate", .number, 5) {
        all[$0].isUnpriced ? .text("—", .muted) : .text(SafeText(FigureText.factor(all[$0].burn)))
      },
      Shown("forecast", .number, 3) { row in
        guard let likely = all[row].forecast?.likely, !all[row].isUnpriced else { return .text("—", .muted) }
        return .text(SafeText(style.text(likely)), likely > all[row].budget.amount ? .warning : .text)
      },
      Shown("runs out", .text, 2, least: 8) { row in
        let status = all[row]
        if status.isUnpriced { return .text("—", .muted) }
        if status.remaining <= .zero { return .text("‼ over", .alarm) }
        if let end = status.runsOut {
          return .text(
            "! in \(SafeText(FigureText.age(seconds: end.seconds - status.now.seconds)))", .warning)
        }
        return status.forecast == nil ? .text("—", .muted) : .text("within budget", .good)
      },
    ]
  }

  /// A level also shows without its ink: the column behind the gauge says it.
  static func ink(_ severity: Severity?, _ runsOut: Instant?) -> Ink {
    switch severity {
    case .critical: .alarm
    case .warning: .warning
    case .info, nil: runsOut == nil ? .good : .warning
    }
  }

  private func savings(_ all: [SavingsRecommendation]) -> [Shown] {
    let style = MoneyText(for: all.map(\.amount).max() ?? .zero)
    return [
      Shown("what", .label(least: 24), 0) { .text(SafeText(all[$0].title)) },
      Shown("saves in 30 d", .number, 0) {
        all[$0].confidence == .unknown
          ? .text("—", .muted) : .text(SafeText(style.text(all[$0].amount)), .money)
      },
      Shown("", .drawing(width: 6, most: 20), 4) {
        .bar(
          Double(all[$0].amount.nanodollars) / Double(max(1, all.first?.amount.nanodollars ?? 1)), .series(2))
      },
      Shown("confidence", .text, 1) {
        .text(
          SafeText(all[$0].confidence.rawValue),
          [.low, .unknown].contains(all[$0].confidence) ? .muted : .text)
      },
      Shown("basis", .label(least: 30), 5) { .text(SafeText(all[$0].method), .muted) },
    ]
  }

  private func sources(_ all: [SourceReport], at now: Instant) -> [Shown] {
    func number(_ title: String, _ priority: Int, _ value: @escaping (SourceReport) -> Int64) -> Shown {
      Shown(title, .number, priority, least: 6) { .text(SafeText(CountText.text(value(all[$0])))) }
    }
    return [
      Shown("file", .label(least: 20), 0) { .text(PathText.shortened(all[$0].path, to: 60)) },
      Shown("state", .text, 1) { row in
        let source = all[row]
        if source.error != nil || source.state == .error { return .text("! error", .alarm) }
        return .text(SafeText(source.state.rawValue), source.state == .missing ? .warning : .muted)
      },
      Shown("format", .text, 3) { row in
        let source = all[row]
        guard source.unrecognised > 0 else {
          return .text(SafeText(source.format.isEmpty ? "—" : source.format))
        }
        let lines = "\(CountText.text(source.unrecognised)) unrecognised"
        return .text(SafeText(source.format.isEmpty ? lines : "\(source.format), \(lines)"), .warning)
      },
      number("lines", 4, \.lines), number("events", 2, \.events), number("duplicate", 6, \.duplicates),
      number("ignored", 7, \.ignored),
      Shown("rejected", .number, 1) { row in
        .text(SafeText(CountText.text(all[row].rejected)), all[row].rejected > 0 ? .warning : .muted)
      },
      Shown("read", .number, 5) { .text(SafeText(FigureText.bytes(all[$0].committed))) },
      Shown("seen", .number, 5) { row in
        guard let seen = all[row].lastSeen, seen <= now else { return .text("—", .muted) }
        return .text("\(SafeText(FigureText.age(seconds: now.seconds - seen.seconds))) ago", .muted)
      },
    ]
  }
}

/// Paths in few cells: their end says more than their beginning.
enum PathText {
  static func shortened(_ path: String, to width: Int) -> SafeText {
    let whole = SafeText(path)
    if whole.width <= width { return whole }
    var parts = path.split(separator: "/").suffix(4)
    while parts.count > 1, SafeText("…/" + parts.joined(separator: "/")).width > width {
      parts = parts.dropFirst()
    }
    return SafeText("…/" + parts.joined(separator: "/")).cut(to: width)
  }
}

/// Name of a budget period.
enum PeriodText {
  static func text(_ period: BudgetPeriod) -> String {
    switch period {
    case .calendar(let width): width.rawValue
    case .billing: "billing month"
    case .rolling(let seconds): "rolling \(FigureText.age(seconds: seconds))"
    }
  }
}
