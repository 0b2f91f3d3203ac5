import ArgumentParser
import Foundation
import SpendCore
import SpendFormatting
import SpendLogFormats
import SpendSettings
import SpendStore

struct PurgeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "purge", abstract: "Remove a user's identity; costs are kept.",
    discussion: """
      Removes the name in any capitalisation, its masked and hashed forms, the sessions whose id contains it
      and the users of provider reports, and rewrites the database without them. Asks first; --dry-run only
      lists what would be removed.

      Logs that still hold the name bring it back for requests that are not stored yet, and
      `spendtop rebuild` brings it back for all: clean or delete the logs first, and copies of the
      database. What is stored stays without it.

        spendtop purge --user someone@example.com --dry-run
        spendtop purge --user someone@example.com --yes
      """)

  @OptionGroup var global: GlobalOptions
  @Option(help: "User as in the log or in `report --by user`.")
  var user: String
  @Flag(help: "Remove without asking.")
  var yes = false
  @Flag(help: "List what would be removed, and change nothing.")
  var dryRun = false

  /// Shorter names would be part of most session ids.
  private static let shortestInSession = 3

  func run() throws {
    guard !user.trimmingCharacters(in: .whitespaces).isEmpty else {
      throw UserMessage("the user has no name", tryThis: "--user someone@example.com")
    }
    let context = try global.resolved()
    let spellings = try spellings(context)
    let isUser = { (name: String) in spellings.contains(name.lowercased()) }
    let isSession = { (id: String) in
      let id = id.lowercased()
      return spellings.contains { $0.count >= Self.shortestInSession && id.contains($0) }
    }
    let names = try context.writing { try $0.names(ofUsers: isUser, ofSessions: isSession) }
    guard !names.isEmpty else {
      throw CommandError(
        message: UserMessage(
          "there is no user \"\(user)\"", because: "no stored request has this user",
          tryThis: "spendtop report --by user"), status: .difference)
    }
    if dryRun {
      for name in names { print("would be removed: \(Self.line(name))") }
      return
    }
    if !yes { try confirm(names) }
    try context.writing { try $0.forget(names) }
    for name in names { print("removed: \(Self.line(name))") }
  }

  private func confirm(_ names: [StoredName]) throws {
    guard isatty(STDIN_FILENO) == 1 else {
      throw UserMessage(
        "purge cannot be undone", because: "there is no terminal to ask on", tryThis: "--yes or --dry-run")
    }
    for name in names { print(Self.line(name)) }
    print("Remove permanently? [y/N] ", terminator: "")
    fflush(nil)
    guard ["y", "yes"].contains(readLine()?.lowercased()) else { throw ExitStatus.difference }
  }

  private static func line(_ name: StoredName) -> String {
    switch name.kind {
    case .user: "user \(Shown.text(name.text)) of \(CountText.grouped(Int64(name.requests), "request"))"
    case .session: "session \(Shown.text(name.text)) of \(CountText.grouped(Int64(name.requests), "request"))"
    case .reportedUser: "user \(Shown.text(name.text)) in \(name.requests) rows of provider reports"
    }
  }

  /// The forms in which the user may be stored, in small letters.
  private func spellings(_ context: Context) throws -> Set<String> {
    var names = [user, Redaction.shown(user, as: .user), Redaction.shown(user)]
    if context.settings.hashUsers {
      let hash = try UserKey.hash()
      names += [hash.alias(of: user), hash.alias(of: user.lowercased())]
    }
    return Set(names.map { $0.lowercased() })
  }
}
