public import SpendCore
import SpendScreen

struct KeyBinding: Sendable {
  var keys: [Key]
  let action: Action
  /// How the keys are written: `⏎`.
  var name: String
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

/// What keys do. The footer and the help are made of the same table.
public struct Keymap: Sendable {
  private(set) var bindings = Self.usual
  private var actions: [Key: Action] = [:]
  /// Keys that run a line of the palette.
  private var lines: [Key: String] = [:]

  public init() { index() }

  /// The usual keys with changes: what a key is called, and the line of the palette that it runs.
  /// Throws `UserMessage` when there is no such key or command.
  public init(changes: [(key: String, line: String)]) throws(UserMessage) {
    for change in changes {
      guard let key = Key(named: change.key) else {
        throw UserMessage(
          "there is no key \"\(change.key)\"", tryThis: "a letter, F1 to F12, ctrl-x, tab, enter, space")
      }
      guard change.line.isEmpty || Commands.isKnown(change.line) else {
        throw UserMessage(
          "there is no command \"\(change.line)\" for the key \"\(change.key)\"",
          tryThis: Commands.suggestion(change.line))
      }
      for index in bindings.indices { bindings[index].keys.removeAll { $0 == key } }
      bindings.removeAll { $0.keys.isEmpty }
      if !change.line.isEmpty { lines[key] = change.line }
    }
    index()
  }

  private mutating func index() {
    actions = [:]
    for binding in bindings {
      for key in binding.keys { actions[key] = binding.action }
    }
  }

  /// The signs of keys, in words.
  private static let words = [
    "⏎": "Enter", "⌫": "Bksp", "⇧": "S-", "␣": "Space", "↑": "Up", "↓": "Down", "←": "Left", "→": "Right",
  ]

  /// With the names of keys in letters, for screens without other signs.
  var spelled: Keymap {
    var keymap = self
    for index in bindings.indices { keymap.bindings[index].name = Self.spelled(bindings[index].name) }
    return keymap
  }

  static func spelled(_ text: String) -> String {
    words.reduce(text) { $0.replacing($1.key, with: $1.value) }
  }

  func action(for key: Key) -> Action? { actions[key] }

  /// The line of the palette that a key was given.
  func line(for key: Key) -> String? { lines[key] }

  /// Keys of one's own, with what they run.
  var own: [(name: String, line: String)] {
    lines.map { ($0.key.name, $0.value) }.sorted { $0.0 < $1.0 }
  }

  private static let usual: [KeyBinding] = [
    .init([.character("q"), .control("c")], .quit, "q", "quit", short: "quit"),
    .init([.character("?"), .function(1)], .help, "?", "this help", short: "help"),
    .init([.tab], .focusNext, "Tab", "next panel", short: "panel"),
    .init([.backTab], .focusPrevious, "⇧Tab", "previous panel"),
    .init([.enter], .drill, "⏎", "look into the selected row", short: "drill"),
    .init([.character("/")], .filter, "/", "filter: search, model=gpt-5, cost>$0.1", short: "filter"),
    .init([.character(":")], .command, ":", "type a command, Tab completes it", short: "command"),
    .init([.backspace, .escape, .delete], .back, "⌫ Esc", "one step back"),
    .init([.character("\\")], .clearFilters, "\\", "drop all filters"),
    .init([.up, .character("k")], .up, "↑ k", "row up"),
    .init([.down, .character("j")], .down, "↓ j", "row down"),
    .init([.left, .character("h")], .focusLeft, "← h", "panel to the left"),
    .init([.right, .character("l")], .focusRight, "→ l", "panel to the right"),
    .init([.pageUp, .control("b")], .pageUp, "PgUp", "page up"),
    .init([.pageDown, .control("f")], .pageDown, "PgDn", "page down"),
    .init([.home], .first, "Home", "first row"),
    .init([.end], .last, "End", "last row"),
    .init([.character("s")], .sort, "s", "order by the next column", short: "sort"),
    .init([.character("S")], .orderMenu, "S", "pick the column to order by"),
    .init([.character("r")], .reverse, "r", "reverse the order"),
    .init([.character("t")], .window, "t", "next window of time", short: "time"),
    .init([.character("T")], .windowMenu, "T", "pick the window of time"),
    .init([.character("[")], .earlier, "[", "one window earlier"),
    .init([.character("]")], .later, "]", "one window later"),
    .init([.character("0")], .latest, "0", "the window that ends now"),
    .init([.character("m")], .measure, "m", "spend, tokens, requests, latency, errors", short: "measure"),
    .init([.character("g")], .groupMenu, "g", "group by another dimension", short: "group"),
    .init([.character("G")], .pivotMenu, "G", "pivot: cut by a second dimension"),
    .init([.character("c")], .chart, "c", "chart: columns, area, lines, hours of the week"),
    .init([.character("o")], .logScale, "o", "chart: log scale on and off"),
    .init([.character("p"), .character(" ")], .pause, "p ␣", "hold the figures still", short: "pause"),
    .init([.character("z")], .zoom, "z", "the focused panel alone", short: "zoom"),
    .init([.character("1")], .show(.overview), "1", "overview"),
    .init([.character("2")], .show(.features), "2", "features"),
    .init([.character("3")], .show(.models), "3", "models"),
    .init([.character("4")], .show(.queries), "4", "query types"),
    .init([.character("5")], .show(.requests), "5", "requests"),
    .init([.character("6")], .show(.alerts), "6", "alerts and budgets"),
    .init([.character("7")], .show(.latency), "7", "latency and errors"),
    .init([.character("8")], .show(.savings), "8", "savings"),
    .init([.character("9")], .show(.sources), "9", "sources and health"),
    .init([.character("-")], .lastView, "-", "the view before"),
    .init([.character("v")], .viewMenu, "v", "open a saved view; :save NAME keeps one"),
    .init([.character("a")], .acknowledge, "a", "acknowledge the selected alert"),
    .init([.character("x")], .silence, "x", "silence the selected alert for an hour"),
    .init([.character("e")], .exportMenu, "e", "export what is shown"),
    .init([.character("y")], .copy, "y", "copy the selected row"),
    .init([.character("L")], .light, "L", "light or dark background"),
    .init([.control("l")], .redraw, "^L", "draw the screen again"),
    .init([.control("z")], .suspend, "^Z", "back to the shell; fg returns"),
  ]
}

extension Key {
  /// `q`, `F5`, `ctrl-x`, `tab`, `space`; nil for anything else.
  init?(named name: String) {
    let named: [String: Key] = [
      "tab": .tab, "enter": .enter, "escape": .escape, "space": .character(" "), "backspace": .backspace,
      "delete": .delete, "up": .up, "down": .down, "left": .left, "right": .right, "pageup": .pageUp,
      "pagedown": .pageDown, "home": .home, "end": .end,
    ]
    let word = name.lowercased()
    if let key = named[word] {
      self = key
    } else if name.count == 1, let character = name.first {
      self = .character(character)
    } else if word.hasPrefix("ctrl-"), word.count == 6, let letter = word.last, letter.isLetter {
      self = .control(letter)
    } else if word.hasPrefix("f"), let number = Int(word.dropFirst()), (1...12).contains(number) {
      self = .function(number)
    } else {
      return nil
    }
  }

  /// How a key of one's own is written in the help.
  var name: String {
    switch self {
    case .character(" "): "␣"
    case .character(let character): String(character)
    case .control(let letter): "^" + letter.uppercased()
    case .function(let number): "F\(number)"
    case .tab: "Tab"
    case .enter: "⏎"
    default: "\(self)"
    }
  }
}
