import ArgumentParser
import SpendCore
import SpendFormatting
import SpendStore

struct NoteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "note", abstract: "Store a remark at a moment, such as a deployment; comparisons list them.",
    discussion: """
        spendtop note "prompt v3 for search"
        spendtop note "new model" --at 2026-11-20T14:30:00Z
        spendtop note --list --since 30d
        spendtop note --remove 4
      """)

  @OptionGroup var global: GlobalOptions
  @Argument(help: "The remark, 500 characters at most.")
  var text: String?
  @Option(parsing: .unconditional, help: "When: 2026-11-20T14:30:00Z, 2h. Default: now.")
  var at: String?
  @Flag(help: "Print the notes.")
  var list = false
  @Option(parsing: .unconditional, help: "With --list: from when.")
  var since: String?
  @Option(parsing: .unconditional, help: "Remove the note of this number.")
  var remove: Int64?

  static let longest = 500

  func run() throws {
    let context = try global.resolved()
    switch (text, list, remove) {
    case (let text?, false, nil): print(try add(text, context))
    case (nil, true, nil): for line in try lines(context) { print(line) }
    case (nil, false, let id?): print(try removed(id, context))
    default:
      throw UserMessage(
        "there is nothing to do", because: "one of a text, --list and --remove is needed",
        tryThis: "spendtop note \"prompt v3 for search\"")
    }
  }

  func add(_ text: String, _ context: Context) throws -> String {
    let clean = Shown.text(text.split(whereSeparator: \.isNewline).joined(separator: " "))
    guard !clean.isEmpty, clean.count <= Self.longest else {
      throw UserMessage(
        "cannot store the note", because: "a note has 1 to \(Self.longest) characters",
        tryThis: "spendtop note \"prompt v3 for search\"")
    }
    let time = try at.map { try context.time($0, option: "--at") } ?? context.now
    let id = try context.reading {
      try SQLiteBillingWriter(path: context.databasePath).add(Note(time: time, text: clean))
    }
    return Self.line(Note(id: id, time: time, text: clean), context.zone)
  }

  func lines(_ context: Context) throws -> [String] {
    let span = try context.span(since: since, until: nil)
    let window = TimeWindow(start: span.start ?? TimeWindow.allTime.start, end: TimeWindow.allTime.end)
    let store = try context.store()
    return try context.reading { try store.notes(in: window) }.map { Self.line($0, context.zone) }
  }

  private func removed(_ id: Int64, _ context: Context) throws -> String {
    let isThere = try context.reading {
      try SQLiteBillingWriter(path: context.databasePath).removeNote(id)
    }
    guard isThere else {
      throw UserMessage("there is no note \(id)", tryThis: "spendtop note --list")
    }
    return "removed the note \(id)"
  }

  /// `4  2026-11-20 14:30  prompt v3 for search`.
  private static func line(_ note: Note, _ zone: Zone) -> String {
    "\(note.id)  \(LocalTime.minute(note.time, zone))  \(Shown.text(note.text))"
  }
}
