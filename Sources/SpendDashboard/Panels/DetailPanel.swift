import SpendCore
import SpendScreen
import SpendText

/// What there is to say about the selected row of a list, and how to mend it.
struct DetailPanel {
  let state: DashboardState
  let options: DashboardOptions

  typealias Line = Popup.Line

  func render(onto grid: inout CellGrid, in region: Region) {
    let inner = Frame(title: SafeText(title), note: "").render(onto: &grid, in: region)
    for (row, line) in lines(room: inner.height).prefix(inner.height).enumerated() {
      grid.write(line.text.cut(to: inner.width - 2), row: row, column: 1, ink: line.ink, in: inner)
    }
  }

  private var title: String {
    switch state.view {
    case .alerts: "How it stands"
    case .savings: "How to save it"
    default: "Health"
    }
  }

  private func lines(room: Int) -> [Line] {
    guard let snapshot = state.snapshot else { return [] }
    let selected = state.view.panel.flatMap { state.selection($0) }
    switch state.view {
    case .alerts:
      return selected.map { budget(snapshot.budgets[$0]) }
        ?? [
          Line("A budget is a limit on spend over a period; the configuration holds them:"),
          Line("[[budget]]", .muted), Line("name = \"all\"", .muted), Line("amount = 500", .muted),
          Line("period = \"month\"", .muted),
        ]
    case .savings:
      return selected.map { saving(snapshot.savings[$0]) }
        ?? [
          Line(
            "Failed requests that were paid for, prompts that could be cached, cheaper models in use.", .muted
          )
        ]
    default: return health(snapshot, selected, room: room)
    }
  }

  private func budget(_ status: BudgetStatus) -> [Line] {
    let zone = options.zone
    var lines = [
      Line(
        "\(SafeText(status.name)): \(SafeText(MoneyText.text(status.spent))) of \(SafeText(MoneyText.round(status.budget.amount))) used, \(SafeText(FigureText.percent(status.used)))",
        ListPanel.ink(status.level)),
      Line(
        "period \(SafeText(status.budget.period.title)): \(SafeText(ClockText.moment(status.period.start, zone))) to \(SafeText(ClockText.moment(status.period.end, zone))) \(SafeText(ClockText.name(zone)))"
      ),
    ]
    let filters = status.budget.filters.map(FilterText.text).joined(separator: " ")
    lines.append(Line("counts \(SafeText(filters.isEmpty ? "all traffic" : filters))"))
    lines.append(Line("burns \(SafeText(MoneyText.text(status.perHour)))/h"))
    if let likely = status.likely {
      lines.append(
        Line(
          "at this pace the period comes to \(SafeText(MoneyText.text(likely)))",
          likely > status.budget.amount ? .warning : .text))
    }
    if status.spent >= status.budget.amount {
      lines.append(Line("‼ it is used up; 2 and 3 show who spends", .alarm))
    } else if let end = status.exhaustion {
      lines.append(Line("! used up \(SafeText(ClockText.moment(end, zone))) at this pace", .warning))
    }
    if status.isLowerBound {
      lines.append(Line("≥ some of its requests have no price; 9 names them", .warning))
    }
    return lines
  }

  private func saving(_ saving: Saving) -> [Line] {
    [
      Line(
        "\(SafeText(saving.title)): \(SafeText(MoneyText.text(saving.amount))) in thirty days", .money),
      Line(SafeText(saving.method)), Line("to do: \(SafeText(saving.advice))"),
      Line("sure: \(SafeText(saving.confidence.rawValue))", .muted),
    ]
  }

  private func health(_ snapshot: DashboardSnapshot, _ selected: Int?, room: Int) -> [Line] {
    let zone = options.zone
    let health = snapshot.health
    func moment(_ instant: Instant?) -> String { instant.map { ClockText.moment($0, zone) } ?? "—" }
    var lines = [
      Line(
        "\(SafeText(CountText.text(health.events))) events, \(SafeText(moment(health.firstEvent))) to \(SafeText(moment(health.lastEvent)))\(SafeText(health.bytesOnDisk > 0 ? "   database " + FigureText.bytes(health.bytesOnDisk) : ""))"
      )
    ]
    let progress = state.progress
    var reading = "nothing reads here: what is stored is shown"
    if progress.phase != .off {
      let rate = progress.bytesPerSecond > 0 ? ", \(FigureText.bytes(progress.bytesPerSecond))/s" : ""
      reading = "reading \(CountText.text(Int64(progress.files))) files\(rate)"
    }
    if progress.memory > 0 {
      reading +=
        "   this program: \(FigureText.bytes(progress.memory)), \(FigureText.percent(progress.load)) of a core"
    }
    lines.append(Line(SafeText(reading), .muted))
    if let selected { lines += log(snapshot.logs, snapshot.logs.sources[selected]) }
    let names = snapshot.logs.unpriced
    if !names.isEmpty {
      lines.append(
        Line(
          "unpriced: \(SafeText(names.count == 1 ? "one name has" : "\(names.count) names have")) requests without a price; sums with ≥ are lower bounds",
          .warning))
      for name in names.prefix(max(1, room - lines.count - 1)) {
        let shown = [name.provider, name.model].filter { !$0.isEmpty }.joined(separator: "/")
        lines.append(
          Line(
            "  \(label(shown).cut(to: 40))  \(SafeText(CountText.text(name.requests))) requests, \(SafeText(CountText.text(name.tokens))) tokens"
          ))
      }
      lines.append(
        Line(
          "  mend: spendtop prices update, or a [[price]], then spendtop prices reprice",
          .muted))
    }
    return lines
  }

  private func log(_ facts: LogFacts, _ source: SourceReport) -> [Line] {
    var lines: [Line] = []
    if let error = source.error {
      lines.append(Line("\(PathText.shortened(source.path, to: 60)): \(SafeText(error))", .alarm))
    }
    let rejects = facts.rejects.filter { $0.path == source.path }
    if source.rejected > 0 {
      lines.append(
        Line(
          "\(SafeText(CountText.text(source.rejected))) lines of it could not be read:", .warning))
      for reject in rejects.prefix(3) {
        lines.append(Line("  byte \(SafeText(String(reject.offset))): \(SafeText(reject.reason))"))
      }
      lines.append(Line("  mend: spendtop doctor \(SafeText(source.path))", .muted))
    }
    return lines
  }
}
