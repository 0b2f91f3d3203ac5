import SpendAggregate
import SpendCore

/// The palette: what can be typed after `:`, kept in a saved view, or given to a key.
///
/// A line is a command or several, with `;` between them.
enum Commands {
  struct Command: Sendable {
    let name: String
    /// What follows the name; nil when nothing does.
    var argument: String?
    let help: String
    /// Words that can follow, for completion.
    var words: @Sendable (DashboardState) -> [String] = { _ in [] }
    /// Nil when the argument is none.
    let action: @Sendable (String, DashboardState) -> Action?
  }

  static let all: [Command] = [
    Command(
      name: "view", argument: "NAME", help: "switch to a view",
      words: { state in View.allCases.map(\.name) + state.savedViews.keys.sorted() },
      action: { word, state in
        View(named: word).map { .show($0) } ?? (state.savedViews[word] == nil ? nil : .open(word))
      }),
    Command(
      name: "window", argument: "15m … month", help: "the window of time",
      words: { _ in WindowChoice.allCases.map(\.word) },
      action: { word, _ in WindowChoice(word: word).map { .choose($0) } }),
    Command(
      name: "since", argument: "TIME [TIME]", help: "a window of one's own: since -3d, since 2026-11-01 -7d",
      words: { _ in ["-1h", "-24h", "-7d", "today", "yesterday", "week", "month"] },
      action: { text, state in span(text, state).map { .span($0) } }),
    Command(
      name: "at", argument: "TIME | now", help: "the screen as of a time",
      words: { _ in ["now", "-1h", "-24h", "-7d", "yesterday"] },
      action: { text, state in
        if text == "now" { return .asOf(nil) }
        return TimeExpression(text, now: state.clock, zone: state.zone).map { .asOf($0.instant) }
      }),
    Command(
      name: "measure", argument: "NAME", help: "what the chart is of",
      words: { _ in Measure.allCases.map(\.rawValue) },
      action: { word, _ in Measure(rawValue: word).map { .measured($0) } }),
    Command(
      name: "chart", argument: "columns | area | lines | week", help: "the form of the chart",
      words: { _ in ChartForm.allCases.map(\.rawValue) },
      action: { word, _ in ChartForm(rawValue: word).map { .charted($0) } }),
    Command(
      name: "group", argument: "DIMENSION", help: "group the focused table by a dimension",
      words: { _ in Dimension.allCases.map(\.rawValue) },
      action: { word, _ in Dimension(rawValue: word).map { .group($0) } }),
    Command(
      name: "pivot", argument: "DIMENSION | off", help: "cut the table by a second dimension",
      words: { _ in Dimension.allCases.map(\.rawValue) + ["off"] },
      action: { word, _ in word == "off" ? .pivot(nil) : Dimension(rawValue: word).map { .pivot($0) } }),
    Command(
      name: "sort", argument: "COLUMN", help: "order the focused table",
      words: { _ in SortOrder.allCases.map(\.rawValue) },
      action: { word, _ in SortOrder(rawValue: word).map { .order($0) } }),
    Command(
      name: "filter", argument: "CONDITION", help: "add a filter: model=gpt-5, !test, cost>0.1 (USD)",
      words: { state in FilterCompletion.words(state) }, action: { text, _ in .condition(text) }),
    Command(
      name: "export", argument: "csv | json | markdown", help: "write what is shown into a file",
      words: { _ in ExportFormat.allCases.map(\.rawValue) },
      action: { word, _ in ExportFormat(rawValue: word).map { .export($0) } }),
    Command(
      name: "save", argument: "NAME", help: "keep this view under a name",
      action: { name, _ in isName(name) ? .save(name) : nil }),
    Command(
      name: "open", argument: "NAME", help: "open a saved view",
      words: { state in state.savedViews.keys.sorted() },
      action: { word, state in state.savedViews[word] == nil ? nil : .open(word) }),
    plain("clear", "drop all filters", .clearFilters), plain("copy", "copy the selected row", .copy),
    plain("reverse", "reverse the order", .reverse), plain("log", "log scale on and off", .logScale),
    plain("zoom", "the focused panel alone", .zoom), plain("pause", "hold the figures still", .pause),
    plain("earlier", "one window earlier", .earlier), plain("later", "one window later", .later),
    plain("latest", "the window that ends now", .latest), plain("light", "light or dark background", .light),
    plain("acknowledge", "acknowledge the selected alert", .acknowledge),
    plain("silence", "silence the selected alert", .silence), plain("back", "one step back", .back),
    plain("redraw", "draw the screen again", .redraw), plain("help", "all keys", .help),
    plain("quit", "quit", .quit),
  ]

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
    if let exact = all.first(where: { $0.name == name }) { return exact }
    let near = all.filter { $0.name.hasPrefix(name) }
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

  /// What a line is to do, or why it can not be done.
  static func parse(_ line: String, _ state: DashboardState) -> Outcome {
    var actions: [Action] = []
    for part in line.split(separator: ";") {
      let (name, rest) = parts(part)
      if name.isEmpty { continue }
      guard let command = find(name) else { return .refused(suggestion(name)) }
      guard let action = command.action(rest, state) else {
        guard let argument = command.argument else { return .refused("\(command.name) stands alone") }
        let near = rest.isEmpty ? nil : EditDistance.nearest(to: rest, among: command.words(state))
        return .refused(
          near.map { "\(command.name) \"\(rest)\"? did you mean \($0)?" } ?? "\(command.name) \(argument)")
      }
      actions.append(action)
    }
    return .actions(actions)
  }

  /// Whether every part of a line begins with a command.
  static func isKnown(_ line: String) -> Bool {
    line.split(separator: ";").allSatisfy { find(parts($0).name) != nil }
  }

  static func suggestion(_ line: String) -> String {
    let name = parts(line).name
    let near = EditDistance.nearest(to: name, among: all.map(\.name))
    return near.map { "no command \"\(name)\"; did you mean \($0)?" }
      ?? "no command \"\(name)\"; Tab lists them"
  }

  /// Whole lines that the typed one can become.
  static func completions(_ line: String, _ state: DashboardState) -> [String] {
    guard let space = line.firstIndex(of: " ") else {
      return all.filter { $0.name.hasPrefix(line) }.map { $0.argument == nil ? $0.name : $0.name + " " }
    }
    guard let command = find(String(line[..<space])) else { return [] }
    let rest = line[line.index(after: space)...].drop { $0 == " " }
    return command.words(state).filter { $0.hasPrefix(rest) }.map { "\(command.name) \($0)" }
  }

  /// What a typed line is about, for the row above the prompt.
  static func hint(_ line: String) -> String? {
    find(parts(line).name).map { command in
      [command.name, command.argument].compactMap(\.self).joined(separator: " ") + ": " + command.help
    }
  }
}

/// Words that a filter can begin with or go on with.
enum FilterCompletion {
  static func words(_ state: DashboardState) -> [String] {
    var words = Dimension.allCases.map { $0.rawValue + "=" }
    words += FigureFilter.Figure.allCases.map { $0.rawValue + ">" } + ["tag="]
    for breakdown in state.snapshot?.breakdowns ?? [] {
      words += breakdown.entries.prefix(200).map {
        FilterText.text(DimensionFilter(breakdown.dimension, .equals($0.key)))
      }
    }
    return words
  }
}

extension WindowChoice {
  init?(word: String) {
    guard let choice = WindowChoice.allCases.first(where: { $0.word == word }) else { return nil }
    self = choice
  }
}
