import ArgumentParser
import SpendCore
import SpendReports

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Export data.",
    discussion: "  spendtop export events --since 1d --format csv > events.csv",
    subcommands: [ExportEvents.self, ExportRollups.self, ExportFocus.self, ExportPrometheus.self])
}
