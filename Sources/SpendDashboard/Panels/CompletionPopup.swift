import SpendAlerts
import SpendCore
import SpendScreen
import SpendText

/// The completions of a typed line with a description each, over the rows above the footer.
struct CompletionPopup {
  let prompt: Prompt
  let state: DashboardState

  private static let mostRows = 10

  func render(onto grid: inout CellGrid, in region: Region) {
    let words = prompt.completions(state)
    let hint =
      prompt.problem ?? (prompt.kind == .command ? Commands.hint(prompt.text(state)) : Self.filterHint)
    let rows = min(Self.mostRows, words.count, max(0, region.height - 5))
    let first = Table.offset(0, selection: prompt.pick, count: words.count, height: rows)
    let shown = Array(words.dropFirst(first).prefix(rows))
    let names = shown.reduce(0) { max($0, SafeText($1.text).width) }
    let widest = shown.reduce(max(34, SafeText(hint ?? "").width)) {
      max($0, names + 3 + SafeText($1.help).width)
    }
    let height = rows + (hint == nil ? 0 : 1)
    guard height > 0 else { return }
    let box = Region(
      row: region.row + region.height - height - 2 - state.layout.footer.height, column: region.column,
      height: height + 2, width: min(region.width - 2, widest + 4))
    grid.clear(box)
    let note: SafeText = words.count > rows ? "\(words.count)" : ""
    let title: SafeText =
      prompt.kind == .command ? "Command · Tab or ↓ to choose" : "Filter · Tab or ↓ to choose"
    let inner = Frame(title: title, note: note, hasFocus: true, isBox: true).render(onto: &grid, in: box)
    for (row, word) in shown.enumerated() {
      let isPicked = first + row == prompt.pick
      grid.write(
        SafeText(word.text).cut(to: inner.width - 2), row: row, column: 1, ink: isPicked ? .focus : .text,
        in: inner)
      grid.write(
        SafeText(word.help).cut(to: inner.width - names - 5), row: row, column: names + 4, ink: .muted,
        in: inner)
      if isPicked { grid.reverse(row: row, in: inner) }
    }
    if let hint {
      grid.write(
        SafeText(hint).cut(to: inner.width - 2), row: rows, column: 1,
        ink: prompt.problem == nil ? .muted : .warning, in: inner)
    }
  }

  private static let filterHint = "text or regex, !text, model=…, team!=…, cost>0.1, latency>2s, tag=…"
}
