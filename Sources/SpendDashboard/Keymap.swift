public import SpendCore
import SpendScreen

/// The keys and their actions: one table for the reducer, the footer and the help.
public struct Keymap: Sendable {
  private(set) var bindings = Self.usual
  private var actions: [Key: Action] = [:]
  /// Actions of keys in one context, which win over the others there.
  private var local: [KeyBinding.Scope: [Key: Action]] = [:]
  /// Keys that run a line of the palette.
  private var lines: [Key: String] = [:]
  /// Keys whose usual effect was taken away.
  private var disabled: Set<Key> = []

  public init() { index() }

  /// The usual keys with changes: the name of a key, and the palette line that it runs; an empty line
  /// disables the key. Throws `UserMessage` for an unknown key or command.
  public init(changes: [(key: String, line: String)]) throws(UserMessage) {
    for change in changes {
      guard let key = Key(named: change.key) else {
        throw UserMessage(
          "unknown key \"\(change.key)\"", tryThis: "a letter, F1 to F12, ctrl-x, tab, enter, space")
      }
      guard change.line.isEmpty || Commands.isKnown(change.line) else {
        throw UserMessage(
          "unknown command \"\(change.line)\" for the key \"\(change.key)\"",
          tryThis: Commands.suggestion(change.line))
      }
      for index in bindings.indices { bindings[index].keys.removeAll { $0 == key } }
      bindings.removeAll { $0.keys.isEmpty }
      disabled.insert(key)
      if !change.line.isEmpty { lines[key] = change.line }
    }
    index()
  }

  private mutating func index() {
    actions = [:]
    local = [:]
    for binding in bindings {
      for key in binding.keys {
        if binding.scope.isLocal {
          local[binding.scope, default: [:]][key] = binding.action
        } else {
          actions[key] = binding.action
        }
      }
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

  /// The action of a key while the focused panel has `scopes`.
  func action(for key: Key, in scopes: Set<KeyBinding.Scope>) -> Action? {
    for scope in scopes {
      if let action = local[scope]?[key] { return action }
    }
    return actions[key]
  }

  /// True for a key whose usual effect was taken away.
  func isDisabled(_ key: Key) -> Bool { disabled.contains(key) }

  func isDisabled(_ key: Character) -> Bool { isDisabled(.character(key)) }

  /// The line of the palette that a key was given.
  func line(for key: Key) -> String? { lines[key] }

  /// Remapped keys with their commands.
  var own: [(name: String, line: String)] {
    lines.map { ($0.key.name, $0.value) }.sorted { $0.0 < $1.0 }
  }

  private static func section(_ section: KeyBinding.Section, _ bindings: [KeyBinding]) -> [KeyBinding] {
    bindings.map { binding in
      var binding = binding
      binding.section = section
      return binding
    }
  }

  private static let views = section(
    .views,
    [
      .init([.character("-")], .lastView, "-", "Previous view"),
      .init([.character("v")], .viewMenu, "v", "Saved views (:save NAME adds one)"),
    ])

  private static let move = section(
    .move,
    [
      .init([.up, .character("k")], .up, "↑ k", "Row up"),
      .init([.down, .character("j")], .down, "↓ j", "Row down"),
      .init([.left, .character("h")], .focusLeft, "← h", "Panel to the left"),
      .init([.right, .character("l")], .focusRight, "→ l", "Panel to the right"),
      .init([.pageUp, .control("b")], .pageUp, "PgUp", "Page up"),
      .init([.pageDown, .control("f")], .pageDown, "PgDn", "Page down"),
      .init([.home], .first, "Home", "First row"), .init([.end], .last, "End", "Last row"),
      .init([.tab], .focusNext, "Tab", "Next panel", short: "panel", in: .panels),
      .init([.backTab], .focusPrevious, "⇧Tab", "Previous panel"),
      .init([.backspace, .escape, .delete], .back, "Esc ⌫", "Back"),
      .init([.character("z")], .zoom, "z", "Zoom panel", short: "zoom", in: .panels),
    ])

  private static let rows = section(
    .rows,
    [
      .init([.enter], .drill, "⏎", "Drill into row, open request", short: "drill", in: .rows),
      .init([.character("/")], .filter, "/", "Filter: search, model=gpt-5, cost>0.1", short: "filter"),
      .init([.character("\\")], .clearFilters, "\\", "Clear filters"),
      .init([.character("s")], .sort, "s", "Sort by next column", short: "sort", in: .tables),
      .init([.character("S")], .orderMenu, "S", "Choose sort column"),
      .init([.character("r")], .reverse, "r", "Reverse order"),
      .init([.character("g")], .groupMenu, "g", "Group by …", short: "group", in: .tables),
      .init([.character("G")], .pivotMenu, "G", "Pivot by a second dimension"),
      .init([.character("y")], .copy, "y", "Copy row", short: "copy", in: .requests),
      .init([.character("e")], .exportMenu, "e", "Export view", short: "export"),
    ])

  private static let time = section(
    .time,
    [
      .init([.character("t")], .window, "t", "Next time range", short: "time"),
      .init([.character("T")], .windowMenu, "T", "Choose time range"),
      .init([.character("[")], .earlier, "[", "Earlier"),
      .init([.character("]")], .later, "]", "Later"),
      .init([.character("0")], .latest, "0", "Back to now"),
      .init(
        [.character(" "), .character("p")], .pause, "␣ p", "Pause updates", short: "pause", in: .requests),
    ])

  private static let chart = section(
    .chart,
    [
      .init([.character("m")], .measure, "m", "Next metric", short: "metric", in: .charts),
      .init([.character("c")], .chart, "c", "Columns, area, lines, week", short: "chart", in: .charts),
      .init([.character("o")], .logScale, "o", "Log scale"),
    ])

  private static let alerts = section(
    .alerts,
    [
      .init(
        [.character("a")], .acknowledge, "a", "Acknowledge for 8 hours", short: "acknowledge", in: .alerts),
      .init([.character("x")], .silence, "x", "Silence for an hour", short: "silence", in: .alerts),
    ])

  private static let plan = section(
    .plan,
    [
      .init(
        [.character("p")], .show(.plan), "p", "Plan a workload", short: "plan", in: .savings),
      .init(
        [.left, .character("h")], .adjust(-1, isFine: false), "←", "Smaller value", short: "smaller",
        in: .plan
      ),
      .init(
        [.right, .character("l")], .adjust(1, isFine: false), "→", "Larger value", short: "larger", in: .plan),
      .init([.character("-")], .adjust(-1, isFine: true), "-", "Slightly smaller value", in: .plan),
      .init(
        [.character("+"), .character("=")], .adjust(1, isFine: true), "+", "Slightly larger value", in: .plan),
      .init([.tab], .nextModel(1), "Tab", "Next model", short: "model", in: .plan),
      .init([.backTab], .nextModel(-1), "⇧Tab", "Previous model", in: .plan),
      .init([.backspace, .delete], .restore, "⌫", "Recorded value", in: .plan),
    ])

  private static let program = section(
    .program,
    [
      .init([.character(":")], .command, ":", "Command palette", short: "command"),
      .init([.character("?"), .function(1)], .help, "?", "Help", short: "help"),
      .init(
        [.character(","), .function(2)], .settings, ",", "Settings: theme, density, range, columns",
        short: "settings"),
      .init([.character("L")], .light, "L", "Light or dark background"),
      .init([.control("l")], .redraw, "^L", "Redraw"),
      .init([.control("z")], .suspend, "^Z", "Suspend; fg returns"),
      .init([.character("q"), .control("c")], .quit, "q", "Quit", short: "quit"),
    ])

  private static let usual = views + move + rows + time + chart + alerts + plan + program
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

  /// The written form of a remapped key in the help.
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
