import ArgumentParser
import CSupport
import Foundation
import SpendCore
import SpendStore
import SpendVersion

/// htop for the spend on language models.
struct Spendtop: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spendtop",
    abstract: "Live LLM spend from your existing logs.",
    discussion: """
      spendtop demo                      a simulated company
      spendtop /var/log/llm              the dashboard on your logs
      spendtop report --since 7d         the same figures as text
      """,
    version: ProgramVersion.text("schema \(SQLiteStore.schemaVersion)"),
    subcommands: [
      TopCommand.self, IngestCommand.self, ReportCommand.self, ExportCommand.self, PricesCommand.self,
      FormatsCommand.self, BudgetCommand.self, AlertsCommand.self, CheckCommand.self, DoctorCommand.self,
      StatuslineCommand.self, StatementCommand.self, NoteCommand.self,
      VerifyCommand.self, ReconcileCommand.self, RebuildCommand.self, BackupCommand.self, PurgeCommand.self,
      DemoCommand.self, PlanCommand.self, SavingsCommand.self,
    ],
    defaultSubcommand: TopCommand.self)
}
