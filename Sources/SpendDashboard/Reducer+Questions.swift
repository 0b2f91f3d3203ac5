import SpendAnalytics
import SpendAlerts
import SpendCore

/// Changes the query; returns an effect that runs it when it differs from the previous one.
func ask(_ state: inout DashboardState, _ change: (inout SnapshotRequest) -> Void) -> [Effect] {
  asking(&state) { change(&$0.request) }
}

func asking(_ state: inout DashboardState, _ change: (inout DashboardState) -> Void) -> [Effect] {
  let before = state.request
  change(&state)
  return state.request == before ? [] : [.ask(state.request)]
}

func moveFocus(_ state: inout DashboardState, by step: Int) {
  let panels = state.definition.panels
  if panels.count > 1 {
    guard let index = panels.firstIndex(of: state.focus) else { return }
    state.focus = panels[(index + step + panels.count) % panels.count]
    state.followFocus()
  } else if let index = PanelRegistry.overview.firstIndex(of: state.focus) {
    // A view of one panel changes with it.
    let all = PanelRegistry.overview
    state.show(state.view(of: all[(index + step + all.count) % all.count]) ?? .overview)
  }
}

/// Breaks the focused table down by a dimension; a table that has it already takes the old one.
func group(_ state: inout DashboardState, by dimension: Dimension) -> [Effect] {
  guard let place = state.focus.place, place < state.request.dimensions.count else { return [] }
  state.lists[state.focus, default: ListState()].key = nil
  state.message = "Grouped by \(dimension.title.lowercased())"
  return ask(&state) {
    if let other = $0.dimensions.firstIndex(of: dimension) { $0.dimensions[other] = $0.dimensions[place] }
    $0.dimensions[place] = dimension
    if $0.pivot == dimension { $0.pivot = nil }
  }
}

/// A pivot has the room it needs in the view of its table.
func pivot(_ state: inout DashboardState, by dimension: Dimension?) -> [Effect] {
  asking(&state) {
    if dimension != nil, !$0.definition.isBreakdown {
      let panel = $0.focus.place == nil ? PanelID.first : $0.focus
      $0.show($0.view(of: panel) ?? .features)
    }
    $0.request.pivot = dimension
    $0.message = dimension.map { "Pivot by \($0.title.lowercased()). Press Esc to end it" }
  }
}

func travel(_ state: inout DashboardState, _ action: Action) -> [Effect] {
  ask(&state) { request in
    switch action {
    case .earlier: request.stepsBack = min(1_000, request.stepsBack + 1)
    case .later: request.stepsBack = max(0, request.stepsBack - 1)
    case .latest:
      request.stepsBack = 0
      request.asOf = nil
    case .asOf(let instant):
      request.asOf = instant
      request.stepsBack = 0
    case .span(let span):
      request.span = span
      request.stepsBack = 0
    case .choose(let choice):
      request.choice = choice
      request.span = nil
      request.stepsBack = 0
    case .window:
      if request.span == nil { request.choice = request.choice.next }
      request.span = nil
      request.stepsBack = 0
    default: break
    }
  }
}

func back(_ state: inout DashboardState) -> [Effect] {
  if state.isZoomed {
    state.isZoomed = false
  } else if let place = state.trail.popLast() {
    return asking(&state) {
      $0.focus = place.focus
      $0.show(place.view)
      $0.request.filters = place.filters
      $0.request.figures = place.figures
    }
  } else if state.request.pivot != nil {
    return ask(&state) { $0.pivot = nil }
  } else if state.request.isFiltered {
    return perform(&state, .clearFilters)
  } else if state.view != .overview {
    return asking(&state) { $0.show(.overview) }
  } else if let trouble = state.trouble {
    state.dismissedTrouble = trouble
  }
  return []
}

func drill(_ state: inout DashboardState) -> [Effect] {
  guard let selected = state.selection(state.focus) else { return [] }
  return state.panels[state.focus].drill(selected, &state)
}

/// Shows who spends what an alert or a budget is about.
func findSource(_ state: inout DashboardState, _ filters: [DimensionFilter]) -> [Effect] {
  state.mark()
  return asking(&state) {
    $0.show(.features)
    $0.request.filters = filters
  }
}

/// Adds a condition as it was typed.
func condition(_ state: inout DashboardState, _ text: String) -> [Effect] {
  do throws(FilterText.Failure) {
    switch try FilterText.parse(text, bare: state.dimension(state.focus) ?? .feature) {
    case nil: break
    case .label(let filter):
      if !state.request.filters.contains(filter) { state.mark() }
      return ask(&state) { if !$0.filters.contains(filter) { $0.filters.append(filter) } }
    case .figure(let filter):
      if !state.request.figures.contains(filter) { state.mark() }
      return ask(&state) { if !$0.figures.contains(filter) { $0.figures.append(filter) } }
    }
  } catch {
    state.message = error.message
  }
  return []
}
