import ArgumentParser
import SpendCore
import SpendStore

struct PurgeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "purge", abstract: "Forget a person: their requests keep their cost and lose their user.",
    discussion: """
      The name is overwritten in the database. Logs that still hold it bring it back for requests
      that are not stored yet; what is stored stays without it.

        spendtop purge --user someone@example.com
      """)

  @OptionGroup var global: GlobalOptions
  @Option(help: "The user as `report --by user` shows it.")
  var user: String

  func run() throws {
    let context = try global.resolved()
    guard let events = try context.writing({ try $0.forget(user: user) }) else {
      throw Failure(
        message: UserMessage(
          "there is no user \"\(user)\"", because: "no stored request has that name",
          tryThis: "spendtop report --by user"), status: .difference)
    }
    print("forgotten: \(events) requests have no user now")
  }
}
