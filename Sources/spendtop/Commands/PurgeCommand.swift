import ArgumentParser
import SpendCore
import SpendFormats
import SpendStore

struct PurgeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "purge", abstract: "Forget a person: their requests keep their cost and lose their user.",
    discussion: """
      The name is overwritten in the database, and nowhere else. Logs that still hold it bring it back
      for requests that are not stored yet, and `spendtop rebuild` brings it back for all: clean or
      delete the logs first, and copies of the database. What is stored stays without it. E-mail
      addresses are stored by their last characters: all who share them are forgotten together.

        spendtop purge --user someone@example.com
      """)

  @OptionGroup var global: GlobalOptions
  @Option(help: "The user as the log writes it, or as `report --by user` shows it.")
  var user: String

  func run() throws {
    let context = try global.resolved()
    guard let (name, events) = try forget(context) else {
      throw Failure(
        message: UserMessage(
          "there is no user \"\(user)\"", because: "no stored request has that name",
          tryThis: "spendtop report --by user"), status: .difference)
    }
    let whose = name == user ? "" : " of \(Shown.text(name))"
    print("forgotten: \(events) requests\(whose) have no user now")
  }

  /// Forgets the first of the names under which the user may be stored; nil when none is.
  private func forget(_ context: Context) throws -> (String, Int64)? {
    var names = [user, Redaction.shown(user)]
    if context.settings.hashUsers { names.append(try UserKey.hash().alias(of: user)) }
    for name in names {
      if let events = try context.writing({ try $0.forget(user: name) }) { return (name, Int64(events)) }
    }
    return nil
  }
}
