import SpendAlerts
import SpendCore
import SpendScreen
import SpendText

/// The last rows: the views, and the keys of what is on the screen. While a line is typed, or the last key
/// left a message, these take the place of the keys.
struct Footer {
  let state: DashboardState

  private typealias Entry = (segment: StatusLine.Segment, action: Action)

  func render(onto grid: inout CellGrid, in region: Region) {
    let (keys, tabs) = region.splitBottom(1)
    if !tabs.isEmpty { tabLine(width: inner(tabs).width).render(onto: &grid, in: inner(tabs)) }
    if let prompt = state.prompt {
      let sign = prompt.kind == .filter ? "/" : ":"
      // The end of a long text is what is being typed.
      let shown = String(prompt.text(state).suffix(max(0, region.width - 6)))
      grid.write(" \(SafeText(sign))\(SafeText(shown))▏", row: 0, ink: .focus, in: keys)
      return
    }
    if let message = state.message {
      grid.write(SafeText(" \(message)").cut(to: region.width), row: 0, ink: .warning, in: keys)
      return
    }
    keyLine(hasTabs: !tabs.isEmpty).render(onto: &grid, in: inner(keys))
  }

  private func inner(_ region: Region) -> Region {
    Region(row: region.row, column: region.column + 1, height: region.height, width: region.width - 2)
  }

  private func line(_ entries: [Entry], gap: Int = 2) -> StatusLine {
    StatusLine(entries.map(\.segment), gap: gap)
  }

  private func tabLine(width: Int) -> StatusLine { line(tabs(width: width), gap: Self.tabGap(width)) }

  private func keyLine(hasTabs: Bool) -> StatusLine { line(keys(hasTabs: hasTabs)) }

  private static func tabGap(_ width: Int) -> Int { width >= 110 ? 2 : 1 }

  /// The length of the names of views.
  private enum Length: CaseIterable { case full, short, digits }

  /// All views, in the longest names that fit; the one on screen is always named.
  private func tabs(width: Int) -> [Entry] {
    for length in Length.allCases {
      let tabs = tabs(length)
      if tabs.reduce(0, { $0 + $1.segment.text.width + Self.tabGap(width) }) <= width + 1 { return tabs }
    }
    return tabs(.digits)
  }

  private func tabs(_ length: Length) -> [Entry] {
    // Without requests no view has content.
    if state.isWelcoming { return [] }
    let typesDigits = state.panels[state.focus].scopes.contains(.plan)
    // A view without a key is named while it is shown.
    return state.panels.views.filter { $0.key != nil || $0.view == state.view }.map { definition -> Entry in
      let view = definition.view
      let isShown = view == state.view
      var name = ""
      switch length {
      case .full: name = " " + definition.title
      case .short: name = " " + (isShown ? definition.title : definition.shortTitle)
      case .digits: name = isShown ? " " + definition.shortTitle : ""
      }
      var ink = isShown ? Ink(.focus, bold: true, reversed: true) : .muted
      if view == .alerts {
        let open = state.calling
        if let worst = open.map(\.severity).max() {
          name += " \(worst == .critical ? "‼" : "!")\(open.count)"
          ink = isShown ? ink : worst == .critical ? .alarm : .warning
        }
      }
      // Where digits are values, views are named without them.
      let key = typesDigits && length != .digits ? nil : definition.key
      let text = key.map { "\($0)\(name)" } ?? String(name.dropFirst())
      return (.init(SafeText(isShown ? " \(text) " : text), ink), .show(view))
    }
  }

  /// The keys that do something here, the least important last.
  private func keys(hasTabs: Bool) -> [Entry] {
    if state.isWelcoming {
      let bindings = state.keymap.bindings.filter { Self.welcomeActions.contains($0.action) }
        .sorted { Self.rank($0) < Self.rank($1) }
      return bindings.map { binding in
        (.init("\(SafeText(binding.name)) \(SafeText(binding.short ?? ""))", .muted), binding.action)
      }
    }
    var entries: [Entry] = []
    if !hasTabs { entries += tabs(.digits) }
    if state.request.isFiltered || state.isZoomed || !state.trail.isEmpty {
      entries.append((.init("Esc back", .text, priority: 1), .back))
    }
    let bindings = state.keymap.bindings.filter { $0.short != nil && applies($0.scope) }
      .sorted { Self.rank($0) < Self.rank($1) }
    for (index, binding) in bindings.enumerated() {
      let priority = binding.action == .help ? 0 : binding.action == .quit ? 2 : 3 + index
      let word = binding.action == .drill ? drillWord : binding.short ?? ""
      entries.append(
        (
          .init("\(SafeText(binding.name)) \(SafeText(word))", .muted, priority: priority), binding.action
        ))
    }
    return entries
  }

  /// The words of the footer, the most useful first; the last two keep their places at the end.
  private static let order = [
    "drill", "plan", "smaller", "larger", "model", "acknowledge", "silence", "panel", "filter", "time",
    "pause",
    "sort", "group", "metric", "chart", "zoom", "copy", "export", "command", "settings", "help", "quit",
  ]

  /// Actions with an effect while there is no request at all.
  static let welcomeActions: Set<Action> = [.settings, .help, .quit]

  private static func rank(_ binding: KeyBinding) -> Int {
    binding.short.flatMap { order.firstIndex(of: $0) } ?? order.count
  }

  private func applies(_ scope: KeyBinding.Scope) -> Bool {
    switch scope {
    case .everywhere: true
    case .panels: state.definition.panels.count > 1
    case .rows: state.panels[state.focus].drillWord != nil
    case .charts: state.definition.upper == .chart
    case .tables, .requests, .alerts, .savings, .plan:
      state.panels[state.focus].scopes.contains(scope)
    }
  }

  private var drillWord: String { state.panels[state.focus].drillWord ?? "" }

  /// The action behind a cell of the screen; nil for none.
  func action(row: Int, column: Int) -> Action? {
    let (keys, tabs) = state.layout.footer.splitBottom(1)
    if tabs.contains(row: row, column: column) {
      let region = inner(tabs)
      let entries = self.tabs(width: region.width)
      return line(entries, gap: Self.tabGap(region.width)).segment(
        at: column - region.column, width: region.width
      )
      .map { entries[$0].action }
    }
    guard state.prompt == nil, state.message == nil, keys.contains(row: row, column: column) else {
      return nil
    }
    let region = inner(keys)
    let entries = self.keys(hasTabs: !tabs.isEmpty)
    return line(entries).segment(at: column - region.column, width: region.width).map { entries[$0].action }
  }
}
