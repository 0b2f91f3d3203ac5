import SpendAnalytics
import SpendCore
import SpendFormatting
import SpendScreen

/// The command palette: lines typed after `:`, kept in saved views, or bound to keys.
///
/// A line is a command or several, with `;` between them.
enum Commands {
  struct Command: Sendable {
    let name: String
    /// Earlier names, kept for saved views and configurations.
    var aliases: [String] = []
    /// The form of the argument; nil for none.
    var argument: String?
    let help: String
    /// Arguments for completion.
    var words: @Sendable (DashboardState) -> [Completion] = { _ in [] }
    /// The action of an argument; nil for an invalid one.
    let action: @Sendable (String, DashboardState) -> Action?
  }

  static let all: [Command] = [
    Command(
      name: "view", argument: "NAME", help: "Switch to a view",
      words: { state in
        state.panels.views.map { Completion($0.view.name, $0.title) } + saved(state)
      },
      action: { word, state in
        state.panels.views.first { $0.view.name == word }.map { .show($0.view) }
          ?? (state.savedViews[word] == nil ? nil : .open(word))
      }),
    Command(
      name: "range", aliases: ["window"], argument: "15m … month", help: "Set the time range",
      words: { _ in WindowChoice.allCases.map { Completion($0.word, $0.title) } },
      action: { word, _ in WindowChoice(word: word).map { .choose($0) } }),
    Command(
      name: "since", argument: "TIME [TIME]", help: "Set a range from TIME: -3d, or 2026-11-01 -7d",
      words: { _ in ["-1h", "-24h", "-7d", "today", "yesterday", "week", "month"].map { Completion($0) } },
      action: { text, state in span(text, state).map { .span($0) } }),
    Command(
      name: "at", argument: "TIME | now", help: "Show the screen as of TIME",
      words: { _ in ["now", "-1h", "-24h", "-7d", "yesterday"].map { Completion($0) } },
      action: { text, state in
        if text == "now" { return .asOf(nil) }
        return TimeExpression(text, now: state.clock, zone: state.zone).map { .asOf($0.instant) }
      }),
    Command(
      name: "metric", aliases: ["measure"], argument: "NAME", help: "Set the metric of chart and tables",
      words: { _ in Measure.allCases.map { Completion($0.rawValue, $0.title) } },
      action: { word, _ in Measure(rawValue: word).map { .measured($0) } }),
    Command(
      name: "chart", argument: "columns | area | lines | week", help: "Set the form of the chart",
      words: { _ in ChartForm.allCases.map { Completion($0.rawValue, $0.help) } },
      action: { word, _ in ChartForm(rawValue: word).map { .charted($0) } }),
    Command(
      name: "group", argument: "DIMENSION", help: "Group the focused table",
      words: { _ in dimensions },
      action: { word, _ in Dimension(rawValue: word).map { .group($0) } }),
    Command(
      name: "pivot", argument: "DIMENSION | off", help: "Split the table by a second dimension",
      words: { _ in dimensions + [Completion("off", "No pivot")] },
      action: { word, _ in word == "off" ? .pivot(nil) : Dimension(rawValue: word).map { .pivot($0) } }),
    Command(
      name: "sort", argument: "COLUMN", help: "Sort the focused table",
      words: { _ in SortOrder.allCases.map { Completion($0.rawValue, $0.title) } },
      action: { word, _ in SortOrder(rawValue: word).map { .order($0) } }),
    Command(
      name: "filter", argument: "CONDITION", help: "Add a filter: model=gpt-5, !test, cost>0.1 (USD)",
      words: { state in FilterCompletion.words(state) }, action: { text, _ in .condition(text) }),
    Command(
      name: "export", argument: "csv | json | markdown", help: "Export the view to a file",
      words: { _ in ExportFormat.allCases.map { Completion($0.rawValue) } },
      action: { word, _ in ExportFormat(rawValue: word).map { .export($0) } }),
    Command(
      name: "save", argument: "NAME", help: "Save the view under NAME",
      action: { name, _ in isName(name) ? .save(name) : nil }),
    Command(
      name: "open", argument: "NAME", help: "Open a saved view",
      words: { state in saved(state) },
      action: { word, state in state.savedViews[word] == nil ? nil : .open(word) }),
    plain("clear", "Clear filters", .clearFilters), plain("copy", "Copy row", .copy),
    plain("reverse", "Reverse order", .reverse), plain("log", "Log scale on or off", .logScale),
    plain("zoom", "Zoom panel", .zoom), plain("pause", "Pause updates", .pause),
    plain("earlier", "Earlier", .earlier), plain("later", "Later", .later),
    plain("latest", "Back to now", .latest), plain("light", "Light or dark background", .light),
    Command(
      name: "theme", argument: "NAME", help: "Set the colours",
      words: { state in state.settings.palettes.map { Completion($0.name, $0.help) } },
      action: { word, state in state.settings.palettes.first { $0.name == word }.map { .palette($0) } }),
    plain("settings", "Theme, density, range and columns", .settings),
    plain("acknowledge", "Acknowledge the selected alert", .acknowledge),
    plain("silence", "Silence the selected alert", .silence), plain("back", "Back", .back),
    plain("redraw", "Redraw", .redraw), plain("help", "Keys and legend", .help),
    plain("quit", "Quit", .quit),
  ]

  private static let dimensions = Dimension.allCases.map { Completion($0.rawValue, $0.title) }

  @Sendable private static func saved(_ state: DashboardState) -> [Completion] {
    state.savedViews.sorted { $0.key < $1.key }.map { Completion($0.key, $0.value) }
  }

  private static func plain(_ name: String, _ help: String, _ action: Action) -> Command {
    Command(name: name, help: help, action: { rest, _ in rest.isEmpty ? action : nil })
  }

  private static func isName(_ text: String) -> Bool {
    (1...40).contains(text.count) && text.allSatisfy { $0.isLetter || $0.isNumber || "-_".contains($0) }
      && View(named: text) == nil
  }

  private static func span(_ text: String, _ state: DashboardState) -> TimeWindow? {
    let words = text.split(separator: " ").map(String.init)
    guard (1...2).contains(words.count),
      let start = TimeExpression(words[0], now: state.clock, zone: state.zone)?.instant
    else { return nil }
    let last = words.count == 2 ? words[1] : "now"
    guard let end = TimeExpression(last, now: state.clock, zone: state.zone)?.instant, start < end else {
      return nil
    }
    return TimeWindow(start: start, end: end)
  }

  /// A command by its name or a beginning that only it has.
  private static func find(_ name: String) -> Command? {
    if let exact = all.first(where: { $0.name == name || $0.aliases.contains(name) }) { return exact }
    let near = all.filter { ([$0.name] + $0.aliases).contains { $0.hasPrefix(name) } }
    return near.count == 1 && !name.isEmpty ? near[0] : nil
  }

  private static func parts(_ line: some StringProtocol) -> (name: String, rest: String) {
    let line = line.drop { $0 == " " }
    let name = line.prefix { $0 != " " }
    var rest = line.dropFirst(name.count).drop { $0 == " " }
    while rest.last == " " { rest.removeLast() }
    return (String(name), String(rest))
  }

  enum Outcome: Equatable {
    case actions([Action])
    case refused(String)
  }

  /// The actions of a line, or the reason why it is refused.
  static func parse(_ line: String, _ state: DashboardState) -> Outcome {
    var actions: [Action] = []
    for part in line.split(separator: ";") {
      let (name, rest) = parts(part)
      if name.isEmpty { continue }
      guard let command = find(name) else { return .refused(suggestion(name)) }
      guard let action = command.action(rest, state) else {
        guard let argument = command.argument else { return .refused(":\(command.name) takes no argument") }
        let near =
          rest.isEmpty ? nil : EditDistance.nearest(to: rest, among: command.words(state).map(\.text))
        return .refused(
          near.map { "unknown argument \"\(rest)\". Did you mean \($0)?" }
            ?? usage(command, argument, rest, state))
      }
      actions.append(action)
    }
    return .actions(actions)
  }

  /// The form of a command whose argument is wrong, with the words that it takes where there is a list.
  private static func usage(
    _ command: Command, _ argument: String, _ rest: String, _ state: DashboardState
  ) -> String {
    let usage = "usage: \(command.name) \(argument)"
    if rest.isEmpty { return usage }
    let unreadable = "cannot read \"\(rest)\""
    if ["at", "since"].contains(command.name) {
      return "\(unreadable): \(command.name) -3d, or 2026-11-20T14:30"
    }
    let words = argument.contains("|") ? [] : command.words(state).map(\.text)
    return words.isEmpty
      ? usage
      : "\(unreadable): \(words.prefix(mostWords).joined(separator: ", "))"
        + (words.count > mostWords ? " …" : "")
  }

  /// Words of an argument that a message lists.
  private static let mostWords = 8

  /// True when every part of a line begins with a command.
  static func isKnown(_ line: String) -> Bool {
    line.split(separator: ";").allSatisfy { find(parts($0).name) != nil }
  }

  static func suggestion(_ line: String) -> String {
    let name = parts(line).name
    let near = EditDistance.nearest(to: name, among: all.map(\.name))
    return near.map { "unknown command \"\(name)\". Did you mean \($0)?" }
      ?? "unknown command \"\(name)\". Press Tab for a list"
  }

  /// Whole lines that the typed one can become.
  static func completions(_ line: String, _ state: DashboardState) -> [Completion] {
    guard let space = line.firstIndex(of: " ") else {
      return all.filter { $0.name.hasPrefix(line) }.map { command in
        Completion(command.argument == nil ? command.name : command.name + " ", command.help)
      }
    }
    guard let command = find(String(line[..<space])) else { return [] }
    let rest = line[line.index(after: space)...].drop { $0 == " " }
    return command.words(state).filter { $0.text.hasPrefix(rest) }
      .map { Completion("\(command.name) \($0.text)", $0.help) }
  }

  /// Usage of the command being typed, for the row above the prompt.
  static func hint(_ line: String) -> String? {
    find(parts(line).name).map { command in
      [command.name, command.argument].compactMap(\.self).joined(separator: " ") + ": " + command.help
    }
  }
}
