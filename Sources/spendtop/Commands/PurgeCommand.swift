import ArgumentParser
import SpendCore
import SpendFormatting
import SpendLogFormats
import SpendStore

struct PurgeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "purge", abstract: "Remove a user's identity; costs are kept.",
    discussion: """
      The name is overwritten in the database, and nowhere else. Logs that still hold it bring it back
      for requests that are not stored yet, and `spendtop rebuild` brings it back for all: clean or
      delete the logs first, and copies of the database. What is stored stays without it. E-mail
      addresses are stored by their last characters: all who share them are forgotten together.

        spendtop purge --user someone@example.com
      """)

  @OptionGroup var global: GlobalOptions
  @Option(help: "User as in the log or in `report --by user`.")
  var user: String

  func run() throws {
    let context = try global.resolved()
    let forgotten = try forget(context)
    guard !forgotten.isEmpty else {
      throw CommandError(
        message: UserMessage(
          "there is no user \"\(user)\"", because: "no stored request has this user",
          tryThis: "spendtop report --by user"), status: .difference)
    }
    for (name, events) in forgotten {
      let whose = name == user ? "" : " of \(Shown.text(name))"
      print("forgotten: \(events) requests\(whose) have no user now")
    }
  }

  /// Forgets all names under which the user may be stored; those that are, and how many requests each had.
  private func forget(_ context: Context) throws -> [(name: String, events: Int)] {
    var names = [user]
    let shown = Redaction.shown(user, as: .user)
    if shown != user { names.append(shown) }
    if context.settings.hashUsers { names.append(try UserKey.hash().alias(of: user)) }
    return try context.writing { writer in
      try names.compactMap { name in try writer.forget(user: name).map { (name, $0) } }
    }
  }
}
