import SpendScreen
import SpendText

/// All keys, from the table that the keys are read by.
enum HelpPopup {
  static func lines(_ state: DashboardState) -> [Popup.Line] {
    let own = state.keymap.own.map {
      (name: state.sign($0.name), help: ":" + $0.line)
    }
    let keys = state.keymap.bindings.map { (name: $0.name, help: $0.help) } + own
    let widest = max(7, keys.map(\.name.count).max() ?? 0)
    var lines = keys.map { line($0.name, $0.help, width: widest + 1) }
    lines.append(Popup.Line(""))
    lines.append(Popup.Line("≥ at least: some has no price   ~ some is estimated   — not known", .muted))
    lines.append(Popup.Line("Δ and ▲▼ compare with the window before; BURN is the last 15 min,", .muted))
    lines.append(Popup.Line("beside what this hour of the week usually takes; → is the month's end", .muted))
    return lines
  }

  private static func line(_ name: String, _ help: String, width: Int) -> Popup.Line {
    let padded = name + String(repeating: " ", count: max(1, width - name.count))
    return Popup.Line(SafeText(padded + help))
  }

  static func popup(_ state: DashboardState, offset: Int) -> Popup {
    Popup(title: "Keys", lines: lines(state), offset: offset)
  }
}
