import SpendAlerts
public import SpendCore
import SpendFormatting
public import SpendScreen
import SpendText

/// Draws a state. Pure: the same state and options, the same screen.
public enum Renderer {
  public static func render(_ state: DashboardState, _ options: DashboardOptions) -> CellGrid {
    ShownCurrency.$current.withValue(options.currency) { draw(state, options) }
  }

  private static func draw(_ state: DashboardState, _ options: DashboardOptions) -> CellGrid {
    var grid = CellGrid(size: state.size)
    grid.hasOpenFrames = state.settings.density == .compact
    grid.isASCII = options.isASCII
    let layout = state.layout
    if layout.sizeClass == .tooSmall {
      let text: SafeText =
        "terminal too small: \(state.size.width)×\(state.size.height), needs \(Layout.leastWidth)×\(Layout.leastHeight)"
      grid.write(text, row: 0, ink: .warning, in: grid.region)
      return finished(grid, options)
    }
    Header(state: state, options: options, sizeClass: layout.sizeClass).render(onto: &grid, in: layout.header)
    ProgressPanel(progress: state.progress).render(onto: &grid, in: layout.progress)
    if let trouble = state.trouble {
      grid.write(
        SafeText("! \(trouble)").cut(to: layout.trouble.width - 2), row: 0, column: 1, ink: .warning,
        in: layout.trouble)
    }
    if let welcome = state.welcome, state.isWelcoming {
      let body = Region(
        row: layout.header.height, column: 0,
        height: state.size.height - layout.header.height - layout.footer.height,
        width: state.size.width)
      WelcomePanel(welcome: welcome).render(onto: &grid, in: body)
      Footer(state: state).render(onto: &grid, in: layout.footer)
      switch state.overlay {
      case .help(let help): HelpPopup(state: state, help: help).render(onto: &grid, in: grid.region)
      case .settings(let form):
        SettingsPopup(form: form, settings: state.settings).render(onto: &grid, in: grid.region)
      case .menu, .request, nil: break
      }
      return finished(grid, options)
    }
    if !layout.chart.isEmpty {
      switch state.definition.upper {
      case .histogram: HistogramPanel(state: state).render(onto: &grid, in: layout.chart)
      case .detail:
        state.panels[state.focus].drawDetail(
          PanelFrame(region: layout.chart, state: state, options: options), onto: &grid)
      case .chart, .none: ChartPanel(state: state, options: options).render(onto: &grid, in: layout.chart)
      }
    }
    for (extra, region) in layout.extras {
      switch extra {
      case .alerts: AlertStrip(alerts: state.standing, zone: options.zone).render(onto: &grid, in: region)
      case .movers:
        MoversPanel(movers: state.snapshot.map { Mover.all($0) } ?? []).render(onto: &grid, in: region)
      case .selection: SelectionPanel(state: state, options: options).render(onto: &grid, in: region)
      case .week: ChartPanel(state: state, options: options).drawWeek(onto: &grid, in: region)
      }
    }
    for (id, region) in layout.panels {
      let panel = state.panels[id]
      let rows =
        state.snapshot.map { panel.rows($0, state) } ?? PanelRows(SafeText(panel.title), keys: []) { [] }
      panel.draw(rows, PanelFrame(region: region, state: state, options: options), onto: &grid)
    }
    Footer(state: state).render(onto: &grid, in: layout.footer)
    if let prompt = state.prompt {
      CompletionPopup(prompt: prompt, state: state).render(onto: &grid, in: grid.region)
    }
    switch state.overlay {
    case nil: break
    case .menu(let menu): MenuPopup(menu).render(onto: &grid, in: grid.region)
    case .settings(let form):
      SettingsPopup(form: form, settings: state.settings).render(onto: &grid, in: grid.region)
    case .help(let help): HelpPopup(state: state, help: help).render(onto: &grid, in: grid.region)
    case .request(let record, let offset):
      RequestPopup(
        record: record, zone: options.zone, explanation: options.explain?(record), offset: offset
      ).popup.render(onto: &grid, in: grid.region)
    }
    return finished(grid, options)
  }

  private static func finished(_ grid: CellGrid, _ options: DashboardOptions) -> CellGrid {
    options.isASCII ? grid.ascii : grid
  }

  /// One frame of what a store holds: the screen without a terminal. Throws what the store throws.
  public static func renderOnce(
    _ source: any SpendSource, _ request: SnapshotRequest = SnapshotRequest(), view: View = .overview,
    options: DashboardOptions,
    size: ScreenSize, now: Instant
  ) throws -> CellGrid {
    try ShownCurrency.$current.withValue(options.currency) {
      try drawOnce(source, request, view: view, options: options, size: size, now: now)
    }
  }

  private static func drawOnce(
    _ source: any SpendSource, _ request: SnapshotRequest, view: View, options: DashboardOptions,
    size: ScreenSize, now: Instant
  ) throws -> CellGrid {
    var state = DashboardState(size: size)
    state.begin(request, view: view, options)
    let builder = SnapshotBuilder(
      source: source, zone: options.zone, budget: options.monthlyBudget, budgets: options.budgets,
      rules: options.alertRules,
      paidOtherwise: options.paidOtherwise, explain: options.explain)
    _ = reduce(&state, .clock(now))
    func look() throws -> DashboardSnapshot { try builder.build(for: state.request, at: now) }
    var snapshot = try look()
    while reduce(&state, .snapshot(snapshot)).contains(where: \.isQuestion) { snapshot = try look() }
    while try builder.lookBack(&snapshot, milliseconds: 1_000) {}
    let billingDay = state.request.billingDay
    switch view {
    case .alerts:
      snapshot.alerts = try builder.alerts(
        at: now, billingDay: billingDay, desk: try options.host.openDesk())
      if let alerts = snapshot.alerts { snapshot.timelines = try builder.timelines(alerts, at: now) }
    case .overview:
      snapshot.alerts = try builder.knownAlerts(
        at: now, billingDay: billingDay, desk: try options.host.openDesk())
    default: break
    }
    _ = reduce(&state, .snapshot(snapshot))
    state.message = nil
    return render(state, options)
  }
}

/// Display text of a dimension value, with a placeholder for an unknown one.
func label(_ value: String) -> SafeText {
  SafeText(value.isEmpty ? Dimension.none : value)
}
