import ArgumentParser

struct SavingsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "savings", abstract: "Savings in the recorded traffic, and what became of them.",
    discussion: """
        spendtop savings
        spendtop savings --filter feature=search --format json
        spendtop savings accept 3f9c0a1b
        spendtop savings verify

      Accept a saving when you make the change. It is stored with the amount and the traffic it was computed from, and
      verify compares both with the requests since.
      """,
    subcommands: [SavingsShow.self, SavingsAccept.self, SavingsVerify.self, SavingsWithdraw.self],
    defaultSubcommand: SavingsShow.self)
}
