import ArgumentParser
import SpendAnalytics
import SpendAlerts
import SpendCore
import SpendReports
import SpendFormatting
import SpendPricing
import SpendSettings

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Checks for monitoring systems: OK 0, WARNING 1, CRITICAL 2, UNKNOWN 3.",
    discussion: """
      Output and ranges are those of Nagios, Icinga and monitoring-plugins. Needs no home, no terminal
      and writes nothing.

        spendtop check budget --budget prod-monthly -w 80 -c 95
        spendtop check burn --window 1h -w 6 -c 14.4
        spendtop check lag -w 120 -c 600
      """,
    version: Spendtop.configuration.version,
    subcommands: [
      CheckRun.self, CheckCommitment.self,
      CheckBudget.self, CheckBurn.self, CheckForecast.self, CheckAnomaly.self, CheckLag.self,
      CheckFreshness.self, CheckLimits.self, CheckRejects.self,
      CheckUnpriced.self, CheckErrors.self, CheckLatency.self,
    ])
}
