import SpendAnalytics
import SpendAlerts
import SpendCore
import SpendFormatting
import SpendScreen
import SpendText

/// Details of the selected row, with the fix where there is one.
struct DetailPanel {
  let state: DashboardState
  let options: DashboardOptions

  typealias Line = Popup.Line

  func render(onto grid: inout CellGrid, in region: Region) {
    var region = region
    if let timeline = timeline, region.width >= Self.leastWidthOfTimeline {
      let parts = region.columns(weights: [1, 1])
      AlertTimelinePanel(timeline: timeline.timeline, alert: timeline.alert, options: options)
        .render(onto: &grid, in: parts[1])
      region = parts[0]
    }
    let inner = Frame(title: SafeText(title), note: "").render(onto: &grid, in: region)
    let lines = lines(room: inner.height).flatMap { line in
      TextWrapping.lines(line.text, width: inner.width - 2).map { Line($0, line.ink) }
    }
    for (row, line) in lines.prefix(inner.height).enumerated() {
      grid.write(line.text, row: row, column: 1, ink: line.ink, in: inner)
    }
  }

  private static let leastWidthOfTimeline = 100

  /// The timeline of the selected alert.
  private var timeline: (alert: AlertView, timeline: AlertTimeline)? {
    guard state.view == .alerts, state.view.alone(focus: state.focus) == .alerts,
      let alerts = state.snapshot?.alerts?.alerts, let selected = state.selection(.alerts),
      alerts.indices.contains(selected),
      let timeline = state.snapshot?.timelines[alerts[selected].key.fingerprint]
    else { return nil }
    return (alerts[selected], timeline)
  }

  private var enter: SafeText { SafeText(state.sign("⏎")) }

  private var title: String {
    switch state.view {
    case .alerts: "Details"
    case .savings: "Recommendation"
    default: "Health"
    }
  }

  private func lines(room: Int) -> [Line] {
    guard let snapshot = state.snapshot else { return [] }
    let panel = state.view.alone(focus: state.focus)
    let selected = panel.flatMap { state.selection($0) }
    switch state.view {
    case .alerts:
      if panel == .alerts {
        return selected.flatMap { row in snapshot.alerts.map { alert($0.alerts[row]) } }
          ?? [Line("Rules watch budgets, baselines, errors, latency and the logs themselves.", .muted)]
      }
      return selected.map { budget(snapshot.budgets[$0]) }
        ?? [
          Line("Budgets are limits on spend over a period, set in the configuration:"),
          Line("[[budget]]", .muted), Line("name = \"all\"", .muted), Line("amount = 500", .muted),
          Line("period = \"month\"", .muted),
        ]
    case .savings:
      return selected.map { saving(snapshot.savings[$0]) }
        ?? [
          Line(
            "Failed requests that were paid for, prompts to cache or shorten, batches, cheaper models, own hardware.",
            .muted
          )
        ]
    default: return health(snapshot, selected, room: room)
    }
  }

  private func alert(_ alert: AlertView) -> [Line] {
    let zone = options.zone
    var lines = [
      Line(
        "\(SafeText(alert.severity.rawValue)) · \(SafeText(alert.name)) · \(SafeText(ListPanel.stage(alert))) since \(SafeText(ClockText.moment(alert.since, zone)))",
        alert.severity == .critical ? .alarm : alert.severity == .warning ? .warning : .text),
      Line(SafeText(alert.summary)),
    ]
    if !alert.reason.isEmpty { lines.append(Line("Source: \(SafeText(alert.reason))")) }
    lines.append(Line("Next step: \(SafeText(alert.runbook))"))
    if alert.isFlapping { lines.append(Line("Flapping", .muted)) }
    if let acknowledgement = alert.acknowledgement {
      lines.append(
        Line(
          "Acknowledged by \(SafeText(acknowledgement.by.isEmpty ? "unknown" : acknowledgement.by)) until \(SafeText(ClockText.moment(acknowledgement.until, zone))). Press a to remove it",
          .muted))
    }
    if let silence = alert.silence {
      lines.append(Line("Silenced until \(SafeText(ClockText.moment(silence.end, zone)))", .muted))
    }
    lines.append(
      Line(
        "\(enter) find source · a acknowledge · x silence for 1 h this alert\(SafeText(state.alsoSilenced(with: alert)))",
        .muted))
    return lines
  }

  private var unknown: Line { Line("≥ incomplete: unpriced requests. Press 9 for their models", .warning) }

  private func budget(_ status: BudgetStatus) -> [Line] {
    let zone = options.zone
    let amount = status.budget.amount
    var lines = [
      Line(
        "\(SafeText(status.name)): \(SafeText(MoneyText.spend(status.spent, isLowerBound: status.isBlind))) of \(SafeText(MoneyText.round(amount))) used, \(SafeText(FigureText.percent(status.share)))",
        ListPanel.ink(status.severity, status.runsOut)),
      Line(
        "period \(SafeText(PeriodText.text(status.budget.period))): \(SafeText(ClockText.moment(status.window.start, zone))) to \(SafeText(ClockText.moment(status.window.end, zone))) \(SafeText(ClockText.name(zone)))"
      ),
    ]
    let filters = status.filters.map(FilterText.text).joined(separator: " ")
    lines.append(Line("Counts \(SafeText(filters.isEmpty ? "all traffic" : filters))"))
    if status.isUnpriced { return lines + [unknown] }
    lines.append(
      Line(
        "burn rate \(SafeText(FigureText.factor(status.burn))) over 1h, \(SafeText(MoneyText.text(status.lastHour))) spent"
      ))
    if let forecast = status.forecast {
      lines.append(
        Line(
          "forecast \(SafeText(MoneyText.text(forecast.likely))) (\(SafeText(MoneyText.short(forecast.low)))–\(SafeText(MoneyText.short(forecast.high))))",
          forecast.likely > amount ? .warning : .text))
    }
    if status.remaining <= .zero {
      lines.append(Line("‼ exhausted. Press \(enter) to find the source", .alarm))
    } else if let exhaustion = status.exhaustion, status.willExhaust {
      lines.append(
        Line(
          "‼ exhausted in \(SafeText(AmountText.span(exhaustion))) at \(SafeText(MoneyText.text(exhaustion.perHour)))/h",
          .alarm))
    } else if let end = status.runsOut {
      lines.append(
        Line("! runs out \(SafeText(ClockText.moment(end, zone))) by the baseline", .warning))
    }
    if status.isBlind { lines.append(unknown) }
    return lines
  }

  private func saving(_ saving: SavingsRecommendation) -> [Line] {
    [
      Line(
        saving.confidence == .unknown
          ? SafeText(saving.title)
          : "\(SafeText(saving.title)): \(SafeText(MoneyText.text(saving.amount))) in 30 days", .money),
      Line(SafeText(saving.method)), Line("Next step: \(SafeText(saving.advice))"),
      Line("Confidence: \(SafeText(saving.confidence.rawValue))", .muted),
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
    var reading = "read-only: stored data, no ingest"
    if progress.phase != .off {
      let rate = progress.bytesPerSecond > 0 ? ", \(FigureText.bytes(progress.bytesPerSecond))/s" : ""
      reading = "reading \(CountText.text(Int64(progress.files))) files\(rate)"
    }
    if progress.memory > 0 {
      reading +=
        "   this program: \(FigureText.bytes(progress.memory)), \(FigureText.percent(progress.load)) of a core"
    }
    lines.append(Line(SafeText(reading), .muted))
    for failure in progress.failures.prefix(3) {
      lines.append(
        Line("cannot read \(PathText.shortened(failure.path, to: 60)): \(SafeText(failure.reason))", .alarm))
    }
    lines += paidOtherwise(snapshot)
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
          "  Fix: spendtop prices update, or a [[price]], then spendtop prices reprice",
          .muted))
    }
    return lines
  }

  /// Subscriptions at list prices, apart from what is spent; hardware beside what is paid by the request.
  private func paidOtherwise(_ snapshot: DashboardSnapshot) -> [Line] {
    guard let paid = snapshot.paidOtherwise else { return [] }
    let plans = paid.plans.map { plan in
      let price = plan.perMonth.map { ", which costs \(MoneyText.text($0)) a month" } ?? ""
      return Line(
        SafeText(
          "plan \(plan.name): \(CountText.text(plan.requests)) requests, \(MoneyText.text(plan.listed)) at list prices, paid by the subscription\(price); not part of the spend"
        ))
    }
    let hardware = paid.hardware.map { piece in
      let part = piece.share.map { "\(MoneyText.text($0)) of " } ?? ""
      var text =
        "own hardware \(piece.name): \(part)\(MoneyText.text(piece.cost)), \(CountText.text(piece.requests)) requests"
      if let price = piece.perMillionOutput { text += ", \(MoneyText.text(price)) for a million tokens out" }
      if let share = piece.utilisation { text += ", busy \(FigureText.percent(share)) of the time" }
      if piece.idle > .zero { text += ", idle days \(MoneyText.text(piece.idle))" }
      return Line(SafeText(text))
    }
    let summary = snapshot.summary
    if paid.isOfAllTraffic {
      return plans.isEmpty && hardware.isEmpty
        ? [] : [Line("of all traffic, not filtered:", .muted)] + plans + hardware
    }
    let all =
      hardware.isEmpty
      ? []
      : [
        Line(
          SafeText(
            "paid by the request \(MoneyText.spend(summary)) + own hardware \(MoneyText.text(paid.hardwareCost)) = \(summary.isLowerBound ? "≥" : "")\(MoneyText.text(summary.sums.cost + paid.hardwareCost))"
          ), .money)
      ]
    return plans + hardware + all
  }

  private func log(_ facts: LogFacts, _ source: SourceReport) -> [Line] {
    var lines: [Line] = []
    if let error = source.error {
      lines.append(Line("\(PathText.shortened(source.path, to: 60)): \(SafeText(error))", .alarm))
    }
    let rejects = facts.rejects.filter { $0.path == source.path }
    if source.lines > 0, source.events == 0, source.duplicates == 0 {
      lines.append(
        Line(
          "0 of \(SafeText(CountText.grouped(source.lines))) lines recognised in \(PathText.shortened(source.path, to: 40))",
          .warning))
      lines.append(Line("  Fix: spendtop doctor \(SafeText(source.path))", .muted))
    }
    if source.rejected > 0 {
      lines.append(
        Line(
          "\(SafeText(CountText.text(source.rejected))) unreadable \(source.rejected == 1 ? "line" : "lines"):",
          .warning))
      for reject in rejects.prefix(3) {
        lines.append(Line("  byte \(SafeText(String(reject.offset))): \(SafeText(reject.reason))"))
      }
      lines.append(Line("  Fix: spendtop doctor \(SafeText(source.path))", .muted))
    }
    return lines
  }
}
