import ArgumentParser
import SpendCore
import SpendStore

struct SavingsWithdraw: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "withdraw", abstract: "Remove an accepted saving.",
    discussion: "  spendtop savings withdraw 2")

  @OptionGroup var global: GlobalOptions
  @Argument(help: "The number of the saving, as spendtop savings verify prints it.")
  var id: Int64

  func run() throws {
    let context = try global.resolved()
    let isThere = try context.reading {
      try SQLiteBillingWriter(path: context.databasePath).removeSaving(id)
    }
    guard isThere else {
      throw UserMessage("there is no accepted saving \(id)", tryThis: "spendtop savings verify")
    }
    print("removed the accepted saving \(id)")
  }
}
