import SpendAnalytics
import SpendAlerts
import SpendCore
import SpendFormatting
import SpendScreen
import SpendText

/// Alerts and their states, with details and a timeline of the selected one.
struct AlertsPanel: Panel {
  let id = PanelID.alerts
  let key: Character? = "6"
  let title = "Alerts"
  let shortTitle = "Alert"
  let help = ["Alerts and budgets"]
  let companions = [PanelID.budgets]
  let upper = ViewDefinition.Upper.detail
  let scopes: Set<KeyBinding.Scope> = [.alerts]
  let drillWord: String? = "find source"

  func prepare(_ request: inout SnapshotRequest) { request.needsBudgets = true }

  func rows(_ snapshot: DashboardSnapshot, _ state: DashboardState) -> PanelRows {
    let all = snapshot.alerts?.alerts ?? []
    var rows = PanelRows("Alerts \(all.count)", keys: all.map { .named($0.key.fingerprint) }) {
      columns(all, at: snapshot.takenAt)
    }
    rows.longestLabel = 64
    rows.emptyText = snapshot.alerts == nil ? "Loading …" : "No active alerts"
    return rows
  }

  func drill(_ index: Int, _ state: inout DashboardState) -> [Effect] {
    guard let alerts = state.snapshot?.alerts?.alerts, alerts.indices.contains(index) else { return [] }
    return findSource(&state, alerts[index].filters)
  }

  private func columns(_ all: [AlertView], at now: Instant) -> [PanelColumn] {
    [
      PanelColumn("", .text, 0) { row in
        let severity = all[row].severity
        return .text(
          AlertText.sign(all[row]),
          severity == .critical ? .alarm : severity == .warning ? .warning : .muted)
      },
      PanelColumn("alert", .label(least: 16), 0) { .text(AlertText.title(all[$0]), AlertText.ink(all[$0])) },
      PanelColumn("state", .text, 1, least: 9) {
        .text(SafeText(AlertText.stage(all[$0])), AlertText.ink(all[$0]))
      },
      PanelColumn("since", .number, 2) {
        .text(SafeText(FigureText.age(seconds: now.seconds - all[$0].since.seconds)))
      },
      PanelColumn("what", .prose(least: 30), 3) { .text(SafeText(all[$0].summary)) },
    ]
  }

  func drawDetail(_ frame: PanelFrame, onto grid: inout CellGrid) {
    let state = frame.state
    let alerts = state.snapshot?.alerts?.alerts ?? []
    let index = state.selection(id).flatMap { alerts.indices.contains($0) ? $0 : nil }
    let selected = index.map { alerts[$0] }
    var region = frame.region
    if let selected, region.width >= Self.leastWidthOfTimeline,
      let timeline = state.snapshot?.timelines[selected.key.fingerprint]
    {
      let parts = region.columns(weights: [4, 3])
      AlertTimelinePanel(timeline: timeline, alert: selected, options: frame.options)
        .render(onto: &grid, in: parts[1])
      region = parts[0]
    }
    let lines =
      selected.map { detail($0, state, frame.options.zone) + [actions($0, state)] } ?? [
        Popup.Line("Rules watch budgets, baselines, errors, latency and the logs themselves.", .muted)
      ]
    DetailPanel(
      title: "Details", lines: state.snapshot == nil ? [] : lines,
      others: DetailPanel.others(index, count: alerts.count)
    ) { detail(alerts[$0], state, frame.options.zone) }
    .render(onto: &grid, in: region)
  }

  private static let leastWidthOfTimeline = 100

  private func detail(_ alert: AlertView, _ state: DashboardState, _ zone: Zone) -> [Popup.Line] {
    var lines = [
      Popup.Line(
        "\(SafeText(alert.severity.rawValue)) · \(AlertText.title(alert)) · \(SafeText(AlertText.stage(alert))) since \(SafeText(AlertText.since(alert, at: state.clock, zone)))",
        alert.severity == .critical ? .alarm : alert.severity == .warning ? .warning : .text),
      Popup.Line(SafeText(alert.summary)),
    ]
    if !alert.reason.isEmpty { lines.append(Popup.Line("Source: \(SafeText(alert.reason))")) }
    lines.append(Popup.Line("Next step: \(SafeText(alert.runbook))"))
    if alert.isFlapping { lines.append(Popup.Line("Flapping", .muted)) }
    if let acknowledgement = alert.acknowledgement {
      lines.append(
        Popup.Line(
          "Acknowledged by \(SafeText(acknowledgement.by.isEmpty ? "unknown" : acknowledgement.by)) until \(SafeText(ClockText.moment(acknowledgement.until, zone))). Press a to remove it",
          .muted))
    }
    if let silence = alert.silence {
      lines.append(Popup.Line("Silenced until \(SafeText(ClockText.moment(silence.end, zone)))", .muted))
    }
    return lines
  }

  /// The keys for the selected alert.
  private func actions(_ alert: AlertView, _ state: DashboardState) -> Popup.Line {
    Popup.Line(
      "\(SafeText(state.sign("⏎"))) find source · a acknowledge · x silence this alert\(SafeText(state.alsoSilenced(with: alert))) for 1 h",
      .muted)
  }
}
