import SpendAnalytics
import SpendAlerts
import SpendCore
import SpendScreen

/// Changes the state for one event and names what must happen outside.
///
/// Pure: no clock, no files, no terminal. Every way to change the state begins in this function.
public func reduce(_ state: inout DashboardState, _ event: DashboardEvent) -> [Effect] {
  switch event {
  case .key(let key):
    return reduceKey(&state, key)
  case .snapshot(let snapshot):
    // An answer to an earlier question would show its figures under the new title.
    guard snapshot.request == state.request else { return [] }
    if let unkept = snapshot.unkept, unkept != state.snapshot?.unkept { state.message = unkept.reason }
    state.snapshot = snapshot
    if snapshot.chart.isStacked { state.colours.show(snapshot.chart.series.compactMap(\.key)) }
    if state.isUntouched, let better = snapshot.better {
      state.message = DefaultQueryFallback.reason(better, instead: state.request)
      return ask(&state) { $0 = better }
    }
  case .progress(let progress):
    state.progress = progress
  case .resized(let size):
    state.size = size
  case .clock(let now):
    state.now = Instant(seconds: now.seconds.flooredQuotient(by: 60) * 60)
  case .told(let message):
    state.message = message
  case .noticed(let notice):
    state.notice = notice
  case .saved(let name, let line):
    state.savedViews[name] = line
    state.message = "Saved as \"\(name)\". Open with :open \(name)"
  }
  state.settleAll()
  return []
}

private func reduceKey(_ state: inout DashboardState, _ key: Key) -> [Effect] {
  state.message = nil
  state.isUntouched = false
  if key == .control("c") { return [.quit] }
  if state.layout.sizeClass == .tooSmall { return key == .character("q") ? [.quit] : [] }
  if state.isWelcoming, state.overlay == nil { return reduceWelcome(&state, key) }
  if state.prompt != nil { return reducePrompt(&state, key) }
  if case .mouse(let press) = key { return reduceMouse(&state, press) }
  if case .help(let help) = state.overlay { return reduceHelp(&state, help, key) }
  if case .menu(let menu) = state.overlay { return reduceMenu(&state, menu, key) }
  if case .settings(let form) = state.overlay { return reduceSettings(&state, form, key) }
  if state.overlay == nil, let line = state.keymap.line(for: key) { return run(&state, line) }
  if state.overlay == nil, let effects = state.panels[state.focus].handle(key, &state) {
    state.settleAll()
    return effects
  }
  guard let action = state.action(for: key) else { return [] }
  if state.overlay != nil { return overlaid(&state, action) }
  let effects = perform(&state, action)
  state.settleAll()
  return effects + state.wantsMore()
}

/// Keys while the ways to begin are shown: those of the program.
private func reduceWelcome(_ state: inout DashboardState, _ key: Key) -> [Effect] {
  var action = state.keymap.action(for: key)
  if case .mouse(let press) = key {
    action = press.kind == .press ? Footer(state: state).action(row: press.row, column: press.column) : nil
  }
  guard let action, Footer.welcomeActions.union([.light, .redraw, .suspend]).contains(action) else {
    return []
  }
  return perform(&state, action)
}

/// Runs a line of the palette; of several queries only the last is run.
func run(_ state: inout DashboardState, _ line: String) -> [Effect] {
  switch Commands.parse(line, state) {
  case .refused(let why):
    state.message = why
    return []
  case .actions(let actions):
    var effects: [Effect] = []
    for action in actions {
      let next = perform(&state, action)
      if next.contains(where: \.isQuestion) { effects.removeAll(where: \.isQuestion) }
      effects += next
    }
    state.settleAll()
    return effects
  }
}

extension Effect {
  var isQuestion: Bool { if case .ask = self { true } else { false } }
}

func perform(_ state: inout DashboardState, _ action: Action) -> [Effect] {
  let page = max(1, state.layout.listHeight(state.focus) - 1)
  let selected = state.selection(state.focus) ?? 0
  switch action {
  case .quit: return [.quit]
  case .redraw: return [.redraw]
  case .suspend: return [.suspend]
  case .light:
    var settings = state.settings
    settings.palette = settings.palette.isLight ? .dark : .light
    return use(&state, settings)
  case .palette(let palette):
    var settings = state.settings
    settings.palette = palette
    return use(&state, settings)
  case .settings: state.overlay = .settings(SettingsForm(state.settings))
  case .help: state.overlay = .help(Help())
  case .zoom: state.isZoomed.toggle()
  case .focusNext, .focusRight: return asking(&state) { moveFocus(&$0, by: 1) }
  case .focusPrevious, .focusLeft: return asking(&state) { moveFocus(&$0, by: -1) }
  case .up: state.select(selected - 1)
  case .down: state.select(selected + 1)
  case .pageUp: state.select(selected - page)
  case .pageDown: state.select(selected + page)
  case .first: state.select(0)
  case .last: state.select(.max)
  case .show(.plan): return openPlan(&state)
  case .show(let view): return asking(&state) { $0.show(view) }
  case .lastView: return asking(&state) { $0.show($0.lastView) }
  case .sort: return perform(&state, .order(state.list(state.focus).order.next))
  case .order(let order):
    guard state.focus.place != nil else { return [] }
    state.lists[state.focus, default: ListState()].order = order
    state.message = "Sorted by \(order.title)"
  case .reverse:
    guard state.focus.place != nil else { return [] }
    state.lists[state.focus, default: ListState()].isReversed.toggle()
  case .pause:
    state.isPaused.toggle()
    return [.pause(state.isPaused)]
  case .drill: return drill(&state)
  case .back: return back(&state)
  case .filter: state.prompt = Prompt(.filter, base: state.request)
  case .command: state.prompt = Prompt(.command)
  case .condition(let text): return condition(&state, text)
  case .clearFilters:
    state.trail = []
    return ask(&state) {
      $0.filters = []
      $0.figures = []
    }
  case .groupMenu, .pivotMenu, .orderMenu, .windowMenu, .exportMenu, .viewMenu: openMenu(&state, action)
  case .group(let dimension): return group(&state, by: dimension)
  case .pivot(let dimension): return pivot(&state, by: dimension)
  case .measure: return perform(&state, .measured(state.request.measure.next))
  case .measured(let measure):
    for place in PanelID.tables {
      state.lists[place, default: ListState()].order = measure.order
    }
    state.message = "Metric: \(measure.title.lowercased())"
    return ask(&state) { $0.measure = measure }
  case .chart: return perform(&state, .charted(state.chartForm.next))
  case .charted(let form): state.chartForm = form
  case .logScale:
    state.isLogScale.toggle()
    state.message = state.isLogScale ? "Log scale" : "Linear scale"
  case .window, .choose, .span, .asOf, .earlier, .later, .latest: return travel(&state, action)
  case .export(let format):
    let export = ViewExport(state)
    return [.export(name: export.fileName(format), text: export.text(format))]
  case .copy:
    let text = ShownCurrency.$current.withValue(state.currency) { ViewExport(state).selectedRow }
    return text.map { [.copy($0)] } ?? []
  case .save(let name): return [.save(name: name, line: SavedView.line(state))]
  case .open(let name): return state.savedViews[name].map { run(&state, "clear; " + $0) } ?? []
  case .adjust, .nextModel, .restore: return changePlan(&state, action)
  case .acknowledge, .silence:
    guard state.focus == .alerts, let selected = state.selection(.alerts),
      let alert = state.snapshot?.alerts?.alerts[selected]
    else {
      state.message = "No alert selected. Press 6 for alerts"
      return []
    }
    return say(&state, action, alert)
  }
  return []
}

/// Acknowledges or silences an alert; a second press reverts the first one.
private func say(_ state: inout DashboardState, _ action: Action, _ alert: AlertView) -> [Effect] {
  if action == .silence {
    state.message =
      alert.silence == nil
      ? "Silenced for 1 h: \(AlertText.title(alert))\(state.alsoSilenced(with: alert))"
      : "Silence ended: \(AlertText.title(alert))"
  } else {
    state.message =
      alert.acknowledgement == nil
      ? "Acknowledged for 8 h: \(AlertText.title(alert))"
      : "Acknowledgement removed: \(AlertText.title(alert))"
  }
  return [.say(action == .silence ? .silence(alert) : .acknowledge(alert))]
}

private func overlaid(_ state: inout DashboardState, _ action: Action) -> [Effect] {
  switch (state.overlay, action) {
  case (_, .quit): return [.quit]
  case (_, .suspend): return [.suspend]
  case (_, .redraw): return [.redraw]
  case (.request(let record, let offset), .down), (.request(let record, let offset), .pageDown):
    state.overlay = .request(record, offset: min(60, offset + (action == .down ? 1 : 10)))
  case (.request(let record, let offset), .up), (.request(let record, let offset), .pageUp):
    state.overlay = .request(record, offset: max(0, offset - (action == .up ? 1 : 10)))
  case (_, .back), (_, .drill), (_, .help): state.overlay = nil
  default: break
  }
  return []
}
