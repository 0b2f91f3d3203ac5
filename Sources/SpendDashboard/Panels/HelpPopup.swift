import SpendScreen
import SpendText

/// The legend and all keys in columns, narrowed by what is typed.
struct HelpPopup {
  let state: DashboardState
  let help: Help

  private struct Entry {
    var name: String
    var text: String
    var isHeading = false
    var isLegend = false

    /// The words that are searched.
    var words: String { (name + " " + text).lowercased() }
  }

  private static let legend: [(sign: String, text: String)] = [
    ("▲ ▼ Δ", "change against the range before"), ("≥", "at least: some are unpriced"),
    ("~", "estimated"), ("—", "unknown"), ("BURN", "last 15 min, × its baseline"),
    ("→", "forecast for the month"), ("╌", "the range before, in charts"), ("┄ now", "bucket still growing"),
  ]

  /// Sections of entries; headings of sections without a match are left out.
  private var entries: [Entry] {
    var sections: [(title: String, entries: [Entry])] = [
      ("Legend", Self.legend.map { Entry(name: $0.sign, text: $0.text, isLegend: true) })
    ]
    for panel in state.definition.panels.map({ state.panels[$0] }) where panel.help.count > 1 {
      sections.append((panel.title, panel.help.dropFirst().map { Entry(name: "", text: $0) }))
    }
    for section in KeyBinding.Section.allCases {
      let bindings = state.keymap.bindings.filter { $0.section == section }
      let views =
        section == .views
        ? state.panels.views.compactMap { view in
          view.key.flatMap { state.keymap.isDisabled($0) ? nil : (key: $0, help: view.help) }
        } : []
      sections.append(
        (
          section.rawValue,
          views.map { Entry(name: String($0.key), text: $0.help) }
            + bindings.map { Entry(name: $0.name, text: $0.help) }
        ))
    }
    let own = state.keymap.own.map { Entry(name: state.sign($0.name), text: ":" + $0.line) }
    sections.append(("Your keys", own))
    let query = help.query.lowercased()
    return sections.flatMap { title, entries -> [Entry] in
      let matching = query.isEmpty ? entries : entries.filter { $0.words.contains(query) }
      return matching.isEmpty ? [] : [Entry(name: title, text: "", isHeading: true)] + matching
    }
  }

  private struct Columns {
    var count: Int
    var rows: Int
    var width: Int
    var names: Int
  }

  private func columns(_ entries: [Entry], in size: ScreenSize) -> Columns {
    let names = entries.reduce(6) { $1.isHeading ? $0 : max($0, SafeText($1.name).width) }
    let width = entries.reduce(0) { max($0, names + 1 + SafeText($1.text).width) } + 2
    let count = max(1, min(4, (size.width - 6) / max(1, width)))
    return Columns(count: count, rows: (entries.count + count - 1) / count, width: width, names: names)
  }

  /// Rows that do not fit on the screen: how far one can scroll.
  func hidden(_ size: ScreenSize) -> Int { max(0, columns(entries, in: size).rows + 3 - size.height) }

  func render(onto grid: inout CellGrid, in region: Region) {
    let entries = entries
    let size = ScreenSize(width: region.width, height: region.height)
    let columns = columns(entries, in: size)
    let box = region.centred(
      height: max(columns.rows, 1) + 3, width: max(44, columns.count * columns.width + 2))
    grid.clear(box)
    let isCut = columns.rows > box.height - 3
    let inner = Frame(
      title: "Help", note: isCut ? "↑↓ scroll · Esc closes" : "Esc closes", hasFocus: true, isBox: true
    )
    .render(onto: &grid, in: box)
    let (bottom, body) = inner.splitBottom(1)
    let first = min(help.offset, max(0, columns.rows - body.height))
    for (index, entry) in entries.enumerated() {
      let row = index % columns.rows - first
      guard row >= 0, row < body.height else { continue }
      let column = 1 + index / columns.rows * columns.width
      if entry.isHeading {
        grid.write(SafeText(entry.name), row: row, column: column, ink: .title, in: body)
      } else {
        let ink = entry.isLegend ? Ink.warning : .focus
        grid.write(SafeText(entry.name), row: row, column: column, ink: ink, in: body)
        let room = min(columns.width - columns.names - 1, body.width - column - columns.names - 1)
        grid.write(
          SafeText(entry.text).cut(to: room), row: row, column: column + columns.names + 1, in: body)
      }
    }
    let search =
      help.query.isEmpty
      ? SafeText("Type to search")
      : SafeText(entries.isEmpty ? "No match: \(help.query)▏" : "Search: \(help.query)▏")
    grid.write(
      search.cut(to: bottom.width - 2), row: 0, column: 1, ink: help.query.isEmpty ? .muted : .focus,
      in: bottom)
  }
}
