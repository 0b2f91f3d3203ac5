import SpendScreen
import SpendText

/// The last row: what is typed, what the last key did, or the keys there are.
struct Footer {
  let state: DashboardState

  func render(onto grid: inout CellGrid, in region: Region) {
    if let typing = state.typing {
      // The end of a long text is what is being typed.
      let shown = String(typing.suffix(max(0, region.width - 10)))
      grid.write(" filter: \(shown)▏", row: 0, ink: .focus, in: region)
      return
    }
    if let message = state.message {
      grid.write(SafeText(" \(message)").cut(to: region.width), row: 0, ink: .warning, in: region)
      return
    }
    var segments = [StatusLine.Segment("1-5,7 view", .muted, priority: 8)]
    for (index, binding) in Keymap.bindings.enumerated() {
      guard let short = binding.short else { continue }
      segments.append(.init("\(binding.name) \(short)", .muted, priority: index))
    }
    if !state.request.filters.isEmpty { segments.insert(.init("⌫ back", .muted, priority: 2), at: 0) }
    let line = Region(
      row: region.row, column: region.column + 1, height: region.height, width: region.width - 2)
    StatusLine(segments).render(onto: &grid, in: line)
  }
}
