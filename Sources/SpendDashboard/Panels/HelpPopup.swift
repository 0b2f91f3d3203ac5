import SpendScreen
import SpendText

/// All keys, from the table that the keys are read by.
enum HelpPopup {
  static func lines(_ state: DashboardState) -> [Popup.Line] {
    var lines = state.keymap.bindings.map { line($0.name, $0.help) }
    lines += state.keymap.own.map { line($0.name, ":" + $0.line) }
    lines.append(Popup.Line(""))
    lines.append(Popup.Line("≥ some of it has no price   ~ some of it is estimated   — not known", .muted))
    lines.append(Popup.Line("Δ and ▲▼ compare with the window before; BURN is the last 15 min,", .muted))
    lines.append(Popup.Line("beside what this hour of the week usually takes; → is the month's end", .muted))
    return lines
  }

  private static func line(_ name: String, _ help: String) -> Popup.Line {
    let padded = name + String(repeating: " ", count: max(1, 8 - name.count))
    return Popup.Line(SafeText(padded + help))
  }

  static func popup(_ state: DashboardState, offset: Int) -> Popup {
    Popup(title: "Keys", lines: lines(state), offset: offset)
  }
}
