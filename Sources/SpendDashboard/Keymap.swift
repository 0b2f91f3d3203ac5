public import SpendScreen

/// The keys, once: the loop, the footer and the help read this table.
public enum Keymap {
  public enum Command: Hashable, Sendable {
    case quit, help, nextPanel, previousPanel, up, down, pageUp, pageDown, first, last, drill, back
    case window, earlierWindow, sort, reverse, zoom, pause, filter, clearFilter, redraw
  }

  struct Binding: Sendable {
    var keys: [Key]
    var shown: String
    var command: Command
    var does: String
    /// A word for the footer; empty for those the help alone names.
    var footer = ""
  }

  static let bindings: [Binding] = [
    Binding(
      keys: [.tab, .right, .character("l")], shown: "Tab", command: .nextPanel, does: "next panel",
      footer: "panel"),
    Binding(
      keys: [.backTab, .left, .character("h")], shown: "⇧Tab", command: .previousPanel, does: "panel before"),
    Binding(keys: [.up, .character("k")], shown: "↑ k", command: .up, does: "up"),
    Binding(keys: [.down, .character("j")], shown: "↓ j", command: .down, does: "down"),
    Binding(keys: [.pageUp], shown: "PgUp", command: .pageUp, does: "ten up"),
    Binding(keys: [.pageDown], shown: "PgDn", command: .pageDown, does: "ten down"),
    Binding(keys: [.home, .character("g")], shown: "Home g", command: .first, does: "first row"),
    Binding(keys: [.end, .character("G")], shown: "End G", command: .last, does: "last row"),
    Binding(keys: [.enter], shown: "⏎", command: .drill, does: "look into the selected row", footer: "drill"),
    Binding(
      keys: [.escape, .backspace], shown: "Esc ⌫", command: .back, does: "one step back", footer: "back"),
    Binding(
      keys: [.character("t")], shown: "t", command: .window, does: "next window of time", footer: "time"),
    Binding(keys: [.character("T")], shown: "T", command: .earlierWindow, does: "window before"),
    Binding(
      keys: [.character("s")], shown: "s", command: .sort, does: "sort by the next column", footer: "sort"),
    Binding(keys: [.character("r")], shown: "r", command: .reverse, does: "turn the order round"),
    Binding(
      keys: [.character("/")], shown: "/", command: .filter, does: "show rows with a text only",
      footer: "find"),
    Binding(keys: [.character("\\")], shown: "\\", command: .clearFilter, does: "drop all filters"),
    Binding(
      keys: [.character("z")], shown: "z", command: .zoom, does: "the focused panel alone", footer: "zoom"),
    Binding(
      keys: [.character(" "), .character("p")], shown: "Space p", command: .pause,
      does: "stop the clock of the view", footer: "pause"),
    Binding(
      keys: [.character("?"), .function(1)], shown: "?", command: .help, does: "this help", footer: "help"),
    Binding(keys: [.control("l")], shown: "^L", command: .redraw, does: "draw anew"),
    Binding(keys: [.character("q")], shown: "q", command: .quit, does: "quit", footer: "quit"),
  ]

  public static func command(_ key: Key) -> Command? {
    bindings.first { $0.keys.contains(key) }?.command
  }
}
