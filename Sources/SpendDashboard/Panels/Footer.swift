import SpendScreen
import SpendText

/// The last row: what is typed, what the last key did, or the keys there are.
struct Footer {
  let state: DashboardState

  func render(onto grid: inout CellGrid, in region: Region) {
    if let prompt = state.prompt {
      let name = prompt.kind == .filter ? "filter" : ":"
      // The end of a long text is what is being typed.
      let shown = String(prompt.text(state).suffix(max(0, region.width - 10)))
      let gap = prompt.kind == .filter ? ": " : ""
      grid.write(" \(SafeText(name))\(SafeText(gap))\(SafeText(shown))▏", row: 0, ink: .focus, in: region)
      return
    }
    if let message = state.message {
      grid.write(SafeText(" \(message)").cut(to: region.width), row: 0, ink: .warning, in: region)
      return
    }
    line.render(onto: &grid, in: inner(region))
  }

  private func inner(_ region: Region) -> Region {
    Region(row: region.row, column: region.column + 1, height: region.height, width: region.width - 2)
  }

  /// The bindings shown, in their order, and the actions behind them.
  private var shown: [(segment: StatusLine.Segment, action: Action)] {
    var shown: [(segment: StatusLine.Segment, action: Action)] = []
    if state.request.isFiltered {
      shown.append(
        (.init("\(SafeText(state.sign("⌫"))) back", .muted, priority: 2), .back))
    }
    shown.append((.init("1-9 view", .muted, priority: 7), .help))
    for (index, binding) in state.keymap.bindings.enumerated() {
      guard let short = binding.short else { continue }
      shown.append(
        (.init("\(SafeText(binding.name)) \(SafeText(short))", .muted, priority: index), binding.action))
    }
    return shown
  }

  private var line: StatusLine { StatusLine(shown.map(\.segment)) }

  /// What a press on a column of the screen does.
  func action(at column: Int) -> Action? {
    guard state.prompt == nil, state.message == nil else { return nil }
    let region = inner(state.layout.footer)
    return line.segment(at: column - region.column, width: region.width).map { shown[$0].action }
  }
}

/// What a typed line can become, over the rows above the footer.
struct CompletionPopup {
  let prompt: Prompt
  let state: DashboardState

  private static let mostRows = 8

  func render(onto grid: inout CellGrid, in region: Region) {
    let words = prompt.completions(state)
    let hint = prompt.kind == .command ? Commands.hint(prompt.text(state)) : nil
    let rows = min(Self.mostRows, words.count, max(0, region.height - 4))
    let first = Table.offset(0, selection: prompt.pick, count: words.count, height: rows)
    let shown = Array(words.dropFirst(first).prefix(rows))
    let widest = (shown + [hint ?? ""]).reduce(0) { max($0, SafeText($1).width) }
    let height = rows + (hint == nil ? 0 : 1)
    guard height > 0 else { return }
    let box = Region(
      row: region.row + region.height - height - 3, column: region.column, height: height + 2,
      width: min(region.width - 2, widest + 4))
    grid.clear(box)
    let note: SafeText = words.count > rows ? "\(words.count)" : ""
    let inner = Frame(title: "Tab", note: note, hasFocus: true).render(onto: &grid, in: box)
    for (row, word) in shown.enumerated() {
      let isPicked = first + row == prompt.pick
      grid.write(
        SafeText(word).cut(to: inner.width - 2), row: row, column: 1, ink: isPicked ? .focus : .text,
        in: inner)
      if isPicked { grid.reverse(row: row, in: inner) }
    }
    if let hint {
      grid.write(SafeText(hint).cut(to: inner.width - 2), row: rows, column: 1, ink: .muted, in: inner)
    }
  }
}
