import SpendAggregate
import SpendCore
import SpendScreen

/// Changes the state for one event and names what must happen outside.
///
/// Pure: no clock, no files, no terminal. Every way to change the state is in this function.
public func reduce(_ state: inout DashboardState, _ event: DashboardEvent) -> [Effect] {
  switch event {
  case .key(let key):
    return reduceKey(&state, key)
  case .snapshot(let snapshot):
    // An answer to an earlier question would show its figures under the new title.
    guard snapshot.request == state.request else { return [] }
    state.snapshot = snapshot
  case .progress(let progress):
    state.progress = progress
  case .resized(let size):
    state.size = size
  case .clock(let now):
    state.now = Instant(seconds: now.seconds.flooredQuotient(by: 60) * 60)
  }
  for panel in Panel.allCases { state.settle(panel) }
  return []
}

private func reduceKey(_ state: inout DashboardState, _ key: Key) -> [Effect] {
  state.message = nil
  if key == .control("c") { return [.quit] }
  if state.layout.sizeClass == .tooSmall { return key == .character("q") ? [.quit] : [] }
  if state.typing != nil { return typed(&state, key) }
  if case .mouse(let press) = key { return pressed(&state, press) }
  guard let action = Keymap.action(for: key) else { return [] }
  if state.overlay != nil { return overlaid(&state, action) }
  let effects = perform(&state, action)
  for panel in Panel.allCases { state.settle(panel) }
  return effects
}

private func perform(_ state: inout DashboardState, _ action: Action) -> [Effect] {
  let page = max(1, state.layout.listHeight(state.focus) - 1)
  let selected = state.selection(state.focus) ?? 0
  switch action {
  case .quit: return [.quit]
  case .redraw: return [.redraw]
  case .suspend: return [.suspend]
  case .help: state.overlay = .help(offset: 0)
  case .zoom: state.isZoomed.toggle()
  case .focusNext, .focusRight: return asking(&state) { moveFocus(&$0, by: 1) }
  case .focusPrevious, .focusLeft: return asking(&state) { moveFocus(&$0, by: -1) }
  case .up: state.select(selected - 1)
  case .down: state.select(selected + 1)
  case .pageUp: state.select(selected - page)
  case .pageDown: state.select(selected + page)
  case .first: state.select(0)
  case .last: state.select(.max)
  case .show(let view): return asking(&state) { $0.show(view) }
  case .sort:
    guard state.focus != .requests else { return [] }
    state.lists[state.focus, default: ListState()].order = state.list(state.focus).order.next
    state.message = "ordered by \(state.list(state.focus).order.title)"
  case .reverse:
    guard state.focus != .requests else { return [] }
    state.lists[state.focus, default: ListState()].isReversed.toggle()
  case .filter: state.typing = ""
  case .pause:
    state.isPaused.toggle()
    return [.pause(state.isPaused)]
  case .drill: return drill(&state)
  case .back:
    if state.isZoomed {
      state.isZoomed = false
    } else if !state.request.filters.isEmpty {
      return ask(&state) { $0.filters.removeLast() }
    } else if state.view != .overview {
      return asking(&state) { $0.show(.overview) }
    }
  case .group: return group(&state)
  case .clearFilters: return ask(&state) { $0.filters = [] }
  case .window:
    return ask(&state) {
      $0.choice = $0.choice.next
      $0.stepsBack = 0
    }
  case .earlier: return ask(&state) { $0.stepsBack = min(1_000, $0.stepsBack + 1) }
  case .later: return ask(&state) { $0.stepsBack = max(0, $0.stepsBack - 1) }
  case .latest: return ask(&state) { $0.stepsBack = 0 }
  }
  return []
}

/// Changes the question; when it is a new one, it has to be asked.
private func ask(_ state: inout DashboardState, _ change: (inout SnapshotRequest) -> Void) -> [Effect] {
  asking(&state) { change(&$0.request) }
}

private func asking(_ state: inout DashboardState, _ change: (inout DashboardState) -> Void) -> [Effect] {
  let before = state.request
  change(&state)
  return state.request == before ? [] : [.ask(state.request)]
}

private func moveFocus(_ state: inout DashboardState, by step: Int) {
  let all = Panel.allCases
  let index = all.firstIndex(of: state.focus) ?? 0
  state.focus = all[(index + step + all.count) % all.count]
  if state.view == .latency {
    // Single requests have no percentiles.
    if state.focus == .requests { state.focus = step > 0 ? .first : .third }
    state.show(.latency)
  } else if state.view != .overview {
    // A view of one panel changes with it.
    state.show(View.allCases.first { $0.panel == state.focus } ?? .overview)
  }
}

/// Breaks the focused table down by the next dimension that no other table shows.
private func group(_ state: inout DashboardState) -> [Effect] {
  guard let place = state.focus.place, place < state.request.dimensions.count else { return [] }
  let all = Dimension.allCases
  var next = all.firstIndex(of: state.request.dimensions[place]) ?? 0
  repeat { next = (next + 1) % all.count } while state.request.dimensions.contains(all[next])
  state.lists[state.focus, default: ListState()].key = nil
  state.message = "by \(all[next].title.lowercased())"
  return ask(&state) { $0.dimensions[place] = all[next] }
}

private func drill(_ state: inout DashboardState) -> [Effect] {
  guard let selected = state.selection(state.focus) else { return [] }
  guard let dimension = state.dimension(state.focus) else {
    if let record = state.snapshot?.requests[selected] { state.overlay = .request(record) }
    return []
  }
  let filter = DimensionFilter(dimension, .equals(state.entries(state.focus)[selected].key))
  guard !state.request.filters.contains(filter) else { return [] }
  return asking(&state) {
    moveFocus(&$0, by: 1)
    $0.request.filters.append(filter)
  }
}

private func overlaid(_ state: inout DashboardState, _ action: Action) -> [Effect] {
  switch (state.overlay, action) {
  case (_, .quit): return [.quit]
  case (_, .suspend): return [.suspend]
  case (_, .redraw): return [.redraw]
  case (.help(let offset), .down), (.help(let offset), .pageDown):
    let hidden = max(0, HelpPopup.lines.count + 2 - state.size.height)
    state.overlay = .help(offset: min(hidden, offset + 1))
  case (.help(let offset), .up), (.help(let offset), .pageUp):
    state.overlay = .help(offset: max(0, offset - 1))
  case (_, .back), (_, .drill), (_, .help): state.overlay = nil
  default: break
  }
  return []
}

private func typed(_ state: inout DashboardState, _ key: Key) -> [Effect] {
  let text = state.typing ?? ""
  switch key {
  case .character(let character):
    if text.count < FilterText.longest { state.typing = text + String(character) }
  case .backspace, .delete:
    state.typing = text.isEmpty ? nil : String(text.dropLast())
  case .escape:
    state.typing = nil
  case .enter:
    state.typing = nil
    do throws(FilterText.Failure) {
      if let filter = try FilterText.parse(text, bare: state.dimension(state.focus) ?? .feature) {
        return ask(&state) { $0.filters.append(filter) }
      }
    } catch {
      state.message = error.message
    }
  default: break
  }
  return []
}

private func pressed(_ state: inout DashboardState, _ press: MousePress) -> [Effect] {
  guard state.overlay == nil else {
    if press.kind == .press { state.overlay = nil }
    return []
  }
  guard
    let target = state.layout.panels.first(where: { $0.region.contains(row: press.row, column: press.column) }
    )
  else { return [] }
  var effects: [Effect] = []
  switch press.kind {
  case .wheelUp, .wheelDown:
    let focus = state.focus
    state.focus = target.panel
    state.select((state.selection(target.panel) ?? 0) + (press.kind == .wheelUp ? -3 : 3))
    state.focus = focus
  case .press, .doublePress:
    state.focus = target.panel
    // Two rows of a panel are its frame and its headings.
    let row = press.row - target.region.row - 2
    if row >= 0 && row < state.layout.listHeight(target.panel) {
      state.select(state.list(target.panel).offset + row)
      if press.kind == .doublePress { effects = drill(&state) }
    }
  }
  for panel in Panel.allCases { state.settle(panel) }
  return effects
}
