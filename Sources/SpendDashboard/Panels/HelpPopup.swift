import SpendScreen
import SpendText

/// All keys, from the table that the keys are read by.
enum HelpPopup {
  static let lines: [Popup.Line] = {
    var lines = Keymap.bindings.map { binding in
      let padded = binding.name + String(repeating: " ", count: max(1, 8 - binding.name.count))
      return Popup.Line("\(padded)\(binding.help)")
    }
    lines.append(Popup.Line(""))
    lines.append(Popup.Line("≥ some of it has no price   ~ some of it is estimated   — not known", .muted))
    lines.append(Popup.Line("Δ and ▲▼ compare with the window before; BURN is the last 15 min,", .muted))
    lines.append(Popup.Line("beside what this hour of the week usually takes; → is the month's end", .muted))
    return lines
  }()

  static func popup(offset: Int) -> Popup {
    Popup(title: "Keys", lines: lines, offset: offset)
  }
}
