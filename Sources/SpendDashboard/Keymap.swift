import SpendScreen

/// What a key does. The footer and the help are made of the same table.
enum Action: Hashable, Sendable {
  case quit, help, back, drill, filter, clearFilters
  case focusNext, focusPrevious, focusLeft, focusRight
  case up, down, pageUp, pageDown, first, last
  case sort, reverse, window, earlier, later, latest
  case group, pause, zoom, redraw, suspend
  case show(View)
}

struct KeyBinding: Sendable {
  let keys: [Key]
  let action: Action
  /// How the keys are written: `⏎`.
  let name: String
  /// What they do, for the help.
  let help: String
  /// The word of the footer; nil when it is not in the footer.
  let short: String?

  init(_ keys: [Key], _ action: Action, _ name: String, _ help: String, short: String? = nil) {
    self.keys = keys
    self.action = action
    self.name = name
    self.help = help
    self.short = short
  }
}

enum Keymap {
  static let bindings: [KeyBinding] = [
    .init([.character("q"), .control("c")], .quit, "q", "quit", short: "quit"),
    .init([.character("?"), .function(1)], .help, "?", "this help", short: "help"),
    .init([.tab], .focusNext, "Tab", "next panel", short: "panel"),
    .init([.backTab], .focusPrevious, "⇧Tab", "previous panel"),
    .init([.enter], .drill, "⏎", "look into the selected row", short: "drill"),
    .init([.character("/")], .filter, "/", "filter: search, model=gpt-5, team!=web", short: "filter"),
    .init([.backspace, .escape, .delete], .back, "⌫ Esc", "one step back"),
    .init([.up, .character("k")], .up, "↑ k", "row up"),
    .init([.down, .character("j")], .down, "↓ j", "row down"),
    .init([.left, .character("h")], .focusLeft, "← h", "panel to the left"),
    .init([.right, .character("l")], .focusRight, "→ l", "panel to the right"),
    .init([.pageUp, .control("b")], .pageUp, "PgUp", "page up"),
    .init([.pageDown, .control("f")], .pageDown, "PgDn", "page down"),
    .init([.home], .first, "Home", "first row"),
    .init([.end, .character("G")], .last, "End G", "last row"),
    .init([.character("s")], .sort, "s", "order by the next column", short: "sort"),
    .init([.character("r")], .reverse, "r", "reverse the order"),
    .init([.character("t")], .window, "t", "next window of time", short: "time"),
    .init([.character("g")], .group, "g", "break down by the next dimension", short: "group"),
    .init([.character("[")], .earlier, "[", "one window earlier"),
    .init([.character("]")], .later, "]", "one window later"),
    .init([.character("0")], .latest, "0", "the window that ends now"),
    .init([.character("\\")], .clearFilters, "\\", "drop all filters"),
    .init([.character("p"), .character(" ")], .pause, "p ␣", "hold the figures still", short: "pause"),
    .init([.character("z")], .zoom, "z", "the focused panel alone", short: "zoom"),
    .init([.character("1")], .show(.overview), "1", "overview"),
    .init([.character("2")], .show(.features), "2", "features"),
    .init([.character("3")], .show(.models), "3", "models"),
    .init([.character("4")], .show(.queries), "4", "query types"),
    .init([.character("5")], .show(.requests), "5", "requests"),
    .init([.character("7")], .show(.latency), "7", "latency and errors"),
    .init([.control("l")], .redraw, "^L", "draw the screen again"),
    .init([.control("z")], .suspend, "^Z", "back to the shell; fg returns"),
  ]

  private static let actions: [Key: Action] = {
    var actions: [Key: Action] = [:]
    for binding in bindings {
      for key in binding.keys { actions[key] = binding.action }
    }
    return actions
  }()

  static func action(for key: Key) -> Action? { actions[key] }
}
