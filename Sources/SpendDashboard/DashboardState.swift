import SpendAggregate
import SpendCore
public import SpendScreen

/// Where a person is on the screen. Changed by `reduce` alone.
public struct DashboardState: Sendable {
  /// Tables of the overview, in the order Tab goes through them.
  public enum Panel: Int, Sendable, CaseIterable {
    case features
    case models
    case queryTypes
    case requests

    var dimension: Dimension? {
      switch self {
      case .features: .feature
      case .models: .model
      case .queryTypes: .queryType
      case .requests: nil
      }
    }
  }

  public enum Sort: Int, Sendable, CaseIterable {
    case cost
    case requests
    case errors
    case latency
    case name
  }

  public var request = ViewRequest()
  public var focus = Panel.features
  /// The selected value of each table, so that the selection stays on it when the order changes.
  public var selection: [Panel: String] = [:]
  public var requestRow = 0
  public var sort = Sort.cost
  public var isReversed = false
  public var isZoomed = false
  public var showsHelp = false
  public var isPaused = false
  /// What is being typed after `/`; nil when nothing is.
  public var typing: String?
  /// A text that rows of the focused table must contain.
  public var search = ""
  public var hasEnded = false

  public init() {}
}

/// What the loop must do after a change of state.
public enum Effect: Hashable, Sendable {
  /// Ask for another snapshot.
  case ask(ViewRequest)
  case pause(Bool)
  case redraw
}

/// Changes the state for a key. A function of its arguments.
public func reduce(_ state: inout DashboardState, _ key: Key, _ snapshot: DashboardSnapshot?) -> [Effect] {
  if state.typing != nil { return type(&state, key) }
  if state.showsHelp, Keymap.command(key) != .quit {
    state.showsHelp = false
    return []
  }
  switch Keymap.command(key) {
  case .quit: state.hasEnded = true
  case .help: state.showsHelp = true
  case .nextPanel: state.focus = Panels.neighbour(state.focus, 1)
  case .previousPanel: state.focus = Panels.neighbour(state.focus, -1)
  case .up: move(&state, snapshot, by: -1)
  case .down: move(&state, snapshot, by: 1)
  case .pageUp: move(&state, snapshot, by: -10)
  case .pageDown: move(&state, snapshot, by: 10)
  case .first: move(&state, snapshot, by: -1_000_000)
  case .last: move(&state, snapshot, by: 1_000_000)
  case .drill: return drill(&state, snapshot)
  case .back: return back(&state)
  case .window, .earlierWindow:
    let all = ViewRequest.Span.allCases
    let step = Keymap.command(key) == .window ? 1 : all.count - 1
    let index = all.firstIndex(of: state.request.span) ?? 0
    state.request.span = all[(index + step) % all.count]
    return [.ask(state.request)]
  case .sort:
    state.sort =
      DashboardState.Sort(rawValue: (state.sort.rawValue + 1) % DashboardState.Sort.allCases.count) ?? .cost
  case .reverse: state.isReversed.toggle()
  case .zoom: state.isZoomed.toggle()
  case .pause:
    state.isPaused.toggle()
    return [.pause(state.isPaused)]
  case .filter: state.typing = state.search
  case .clearFilter:
    state.search = ""
    guard !state.request.filters.isEmpty else { return [] }
    state.request.filters = []
    return [.ask(state.request)]
  case .redraw: return [.redraw]
  case nil: break
  }
  return []
}

private func type(_ state: inout DashboardState, _ key: Key) -> [Effect] {
  guard var text = state.typing else { return [] }
  switch key {
  case .enter: state.typing = nil
  case .escape:
    state.typing = nil
    state.search = ""
    return []
  case .backspace:
    if !text.isEmpty { text.removeLast() }
    state.typing = text
  case .character(let character):
    if text.count < 64 { text.append(character) }
    state.typing = text
  default: return []
  }
  state.search = text
  return []
}

private func move(_ state: inout DashboardState, _ snapshot: DashboardSnapshot?, by step: Int) {
  guard let snapshot else { return }
  if state.focus == .requests {
    state.requestRow = max(0, min(snapshot.requests.count - 1, state.requestRow + step))
    return
  }
  let keys = Panels.rows(state.focus, snapshot, state).map(\.key)
  guard !keys.isEmpty else { return }
  let current = state.selection[state.focus].flatMap { keys.firstIndex(of: $0) } ?? 0
  state.selection[state.focus] = keys[max(0, min(keys.count - 1, current + step))]
}

private func drill(_ state: inout DashboardState, _ snapshot: DashboardSnapshot?) -> [Effect] {
  guard let snapshot, let dimension = state.focus.dimension else { return [] }
  let rows = Panels.rows(state.focus, snapshot, state)
  guard let key = state.selection[state.focus] ?? rows.first?.key,
    !state.request.filters.contains(where: { $0.dimension == dimension })
  else { return [] }
  state.request.filters.append(DimensionFilter(dimension, .equals(key)))
  state.search = ""
  state.focus = Panels.neighbour(state.focus, 1)
  return [.ask(state.request)]
}

private func back(_ state: inout DashboardState) -> [Effect] {
  if state.isZoomed {
    state.isZoomed = false
    return []
  }
  if !state.search.isEmpty {
    state.search = ""
    return []
  }
  guard let last = state.request.filters.popLast() else { return [] }
  if let panel = DashboardState.Panel.allCases.first(where: { $0.dimension == last.dimension }) {
    state.focus = panel
  }
  return [.ask(state.request)]
}
