import ArgumentParser
import Foundation
import SpendAnalytics
import SpendAlerts
import SpendCore
import SpendFormatting
import SpendSettings

/// Which budgets a check looks at.
struct BudgetChoice: ParsableArguments {
  @Option(parsing: .unconditional, help: "Budget name (default: all budgets).")
  var budget: String?
}
