import SpendCore
import SpendScreen

/// Keys while a line is being typed. A filter narrows the screen with each key.
func reducePrompt(_ state: inout DashboardState, _ key: Key) -> [Effect] {
  guard var prompt = state.prompt else { return [] }
  defer { state.settleAll() }
  func add(_ text: String) {
    prompt.settle(state)
    prompt.recalled = nil
    prompt.typed = String((prompt.typed + text).prefix(FilterText.longest))
  }
  switch key {
  case .character(let character): add(String(character))
  case .paste(let text): add(text)
  case .tab: prompt.complete(state, by: 1)
  case .backTab: prompt.complete(state, by: -1)
  case .up, .down:
    let isRecalling = prompt.recalled != nil || (prompt.typed.isEmpty && prompt.pick == nil && key == .up)
    if isRecalling, prompt.kind == .command {
      prompt.recall(state.history, by: key == .up ? 1 : -1)
    } else {
      prompt.complete(state, by: key == .down ? 1 : -1)
    }
  case .backspace, .delete:
    prompt.settle(state)
    if prompt.typed.isEmpty { return close(&state, prompt) }
    prompt.typed.removeLast()
  case .control("u"): prompt = Prompt(prompt.kind, base: prompt.base)
  case .control("w"):
    prompt.settle(state)
    while prompt.typed.last == " " { prompt.typed.removeLast() }
    while let last = prompt.typed.last, last != " " { prompt.typed.removeLast() }
  case .escape: return close(&state, prompt)
  case .enter: return enter(&state, prompt)
  default: break
  }
  state.prompt = prompt
  return prompt.kind == .filter ? preview(&state, prompt) : []
}

/// Leaves the line without an effect.
private func close(_ state: inout DashboardState, _ prompt: Prompt) -> [Effect] {
  state.prompt = nil
  guard let base = prompt.base else { return [] }
  return ask(&state) { $0 = base }
}

private func enter(_ state: inout DashboardState, _ prompt: Prompt) -> [Effect] {
  let text = prompt.text(state)
  var kept = prompt
  kept.settle(state)
  switch prompt.kind {
  case .command:
    if case .refused(let why) = Commands.parse(text, state) {
      kept.problem = why
      state.prompt = kept
      return []
    }
    state.prompt = nil
    if !text.isEmpty, state.history.last != text { state.history.append(text) }
    return run(&state, text)
  case .filter:
    do throws(FilterText.Failure) {
      _ = try FilterText.parse(text, bare: state.dimension(state.focus) ?? .feature)
    } catch {
      kept.problem = error.message
      state.prompt = kept
      return []
    }
    state.prompt = nil
    let shown = state.request
    if let base = prompt.base { state.request = base }
    let effects = condition(&state, text)
    // An empty line takes the narrowing back.
    return effects.isEmpty && state.request != shown ? [.ask(state.request)] : effects
  }
}

/// Previews the result of the typed condition. Conditions that need a scan of single events wait for Enter,
/// and an incomplete condition leaves the query unchanged.
private func preview(_ state: inout DashboardState, _ prompt: Prompt) -> [Effect] {
  guard let base = prompt.base else { return [] }
  var request = base
  do throws(FilterText.Failure) {
    let text = prompt.text(state)
    if case .label(let filter)? = try FilterText.parse(text, bare: state.dimension(state.focus) ?? .feature) {
      if !request.filters.contains(filter) { request.filters.append(filter) }
    }
  } catch { return [] }
  guard !request.scansEvents || request == base else { return [] }
  return ask(&state) { $0 = request }
}

/// Keys over the help: text searches, arrows scroll.
func reduceHelp(_ state: inout DashboardState, _ help: Help, _ key: Key) -> [Effect] {
  var help = help
  func scroll(_ rows: Int) {
    let hidden = HelpPopup(state: state, help: help).hidden(state.size)
    help.offset = max(0, min(hidden, help.offset + rows))
  }
  switch key {
  case .up: scroll(-1)
  case .down: scroll(1)
  case .pageUp: scroll(-10)
  case .pageDown: scroll(10)
  case .home: scroll(-10_000)
  case .end: scroll(10_000)
  case .character("?") where help.query.isEmpty, .enter, .function(1):
    state.overlay = nil
    return []
  case .escape:
    if help.query.isEmpty {
      state.overlay = nil
      return []
    }
    help = Help()
  case .backspace:
    if !help.query.isEmpty { help.query.removeLast() }
    help.offset = 0
  case .character(let character):
    help.query = String((help.query + String(character)).prefix(40))
    help.offset = 0
  case .control("l"): return [.redraw]
  case .control("z"): return [.suspend]
  default: break
  }
  state.overlay = .help(help)
  return []
}

func reduceMenu(_ state: inout DashboardState, _ menu: Menu, _ key: Key) -> [Effect] {
  var menu = menu
  switch state.keymap.action(for: key) {
  case .up, .focusPrevious: menu.move(by: -1)
  case .down, .focusNext: menu.move(by: 1)
  case .pageUp: menu.move(by: -10)
  case .pageDown: menu.move(by: 10)
  case .first: menu.move(by: -menu.items.count)
  case .last: menu.move(by: menu.items.count)
  case .drill:
    state.overlay = nil
    guard menu.items.indices.contains(menu.selection) else { return [] }
    let effects = perform(&state, menu.items[menu.selection].action)
    state.settleAll()
    return effects
  case .quit: return [.quit]
  default:
    state.overlay = nil
    return []
  }
  state.overlay = .menu(menu)
  return []
}

func openMenu(_ state: inout DashboardState, _ action: Action) {
  let menu: Menu
  switch action {
  case .groupMenu:
    guard let place = state.focus.place else { return }
    let current = state.request.dimensions.indices.contains(place) ? state.request.dimensions[place] : nil
    menu = Menu(
      "Group by", Dimension.allCases.map { .init(text: $0.title, action: .group($0)) },
      at: current.map { .group($0) })
  case .pivotMenu:
    menu = Menu(
      "Pivot by",
      [.init(text: "off", action: .pivot(nil))]
        + Dimension.allCases.map { .init(text: $0.title, action: .pivot($0)) },
      at: .pivot(state.request.pivot))
  case .orderMenu:
    guard state.focus.place != nil else { return }
    menu = Menu(
      "Sort by", SortOrder.allCases.map { .init(text: $0.title, action: .order($0)) },
      at: .order(state.list(state.focus).order))
  case .windowMenu:
    menu = Menu(
      "Time range", WindowChoice.allCases.map { .init(text: $0.title, action: .choose($0)) },
      at: .choose(state.request.choice))
  case .exportMenu:
    menu = Menu(
      "Export this view",
      [
        .init(text: "CSV", action: .export(.csv)), .init(text: "JSON", action: .export(.json)),
        .init(text: "Markdown", action: .export(.markdown)),
      ])
  default:
    let names = state.savedViews.keys.sorted()
    if names.isEmpty {
      state.message = "No saved views. Add one: :save NAME"
      return
    }
    menu = Menu("Saved views", names.map { .init(text: $0, action: .open($0)) })
  }
  state.overlay = .menu(menu)
}

func reduceMouse(_ state: inout DashboardState, _ press: MousePress) -> [Effect] {
  if case .menu(var menu) = state.overlay {
    switch press.kind {
    case .wheelUp: menu.move(by: -1)
    case .wheelDown: menu.move(by: 1)
    case .press, .doublePress:
      let shown = MenuPopup(menu)
      guard let item = shown.item(row: press.row, column: press.column, on: state.size) else {
        state.overlay = nil
        return []
      }
      menu.selection = item
      return reduceMenu(&state, menu, .enter)
    }
    state.overlay = .menu(menu)
    return []
  }
  if case .settings(var form) = state.overlay {
    switch press.kind {
    case .wheelUp: form.move(by: -1)
    case .wheelDown: form.move(by: 1)
    case .press, .doublePress:
      let shown = SettingsPopup(form: form, settings: state.settings)
      guard let row = shown.row(row: press.row, column: press.column, on: state.size) else {
        return reduceSettings(&state, form, .escape)
      }
      form.selection = row
      return reduceSettings(&state, form, .right)
    }
    state.overlay = .settings(form)
    return []
  }
  if case .help(let help) = state.overlay, press.kind == .wheelUp || press.kind == .wheelDown {
    return reduceHelp(&state, help, press.kind == .wheelUp ? .up : .down)
  }
  if state.overlay != nil {
    if press.kind == .press { state.overlay = nil }
    return []
  }
  let layout = state.layout
  if layout.footer.contains(row: press.row, column: press.column) {
    guard press.kind == .press, let action = Footer(state: state).action(row: press.row, column: press.column)
    else { return [] }
    let effects = perform(&state, action)
    state.settleAll()
    return effects
  }
  if layout.region(of: .alerts).contains(row: press.row, column: press.column), press.kind == .press {
    return perform(&state, .show(.alerts))
  }
  guard let target = layout.panels.first(where: { $0.region.contains(row: press.row, column: press.column) })
  else { return [] }
  var effects: [Effect] = []
  switch press.kind {
  case .wheelUp, .wheelDown:
    let focus = state.focus
    state.focus = target.panel
    state.select((state.selection(target.panel) ?? 0) + (press.kind == .wheelUp ? -3 : 3))
    state.focus = focus
  case .press, .doublePress:
    effects = asking(&state) {
      $0.focus = target.panel
      $0.followFocus()
    }
    // Two rows of a panel are its frame and its headings.
    let row = press.row - target.region.row - 2
    if row == -1, press.kind == .press {
      sort(&state, target.panel, at: press.column, in: target.region)
    } else if row >= 0 && row < layout.listHeight(target.panel) {
      state.select(state.list(target.panel).offset + row)
      if press.kind == .doublePress { effects += drill(&state) }
    }
  }
  state.settleAll()
  return effects
}

/// Orders a table by the heading at a column of the screen; once more turns the order round.
private func sort(_ state: inout DashboardState, _ panel: PanelID, at column: Int, in region: Region) {
  guard let snapshot = state.snapshot else { return }
  let shown = state.panels[panel]
  let rows = shown.rows(snapshot, state)
  let inner = Frame.inner(of: region, isOpen: state.settings.density == .compact)
  guard let place = shown.table(rows, state).column(at: column - inner.column, in: inner),
    let order = rows.columns()[place].order
  else { return }
  var list = state.list(panel)
  if list.order == order { list.isReversed.toggle() } else { list.isReversed = false }
  list.order = order
  state.lists[panel] = list
  state.message = "Sorted by \(order.title)"
}
