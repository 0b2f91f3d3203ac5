import ArgumentParser
import Foundation
import SpendAlerts
import SpendCore
import SpendDelivery
import SpendFormatting
import SpendReports
import SpendSettings
import SpendText

/// Author and expiry of an alert action.
struct ControlOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "Author (default: current user).")
  var by: String?

  var name: String { by ?? Self.user }

  /// Name of the user who runs the program.
  static var user: String { ProcessInfo.processInfo.environment["USER"] ?? "uid \(getuid())" }
}
