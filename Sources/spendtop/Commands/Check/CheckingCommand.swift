import ArgumentParser
import Foundation
import SpendAnalytics
import SpendAlerts
import SpendCore

/// A command that answers as a monitoring plugin.
protocol CheckingCommand: ParsableCommand {
  var options: CheckOptions { get }
  func result(_ context: Context) throws -> PluginResult
}

extension CheckingCommand {
  func run() throws {
    guard (1...86_400).contains(options.timeout) else {
      throw UserMessage("invalid timeout \(options.timeout)", tryThis: "-t 10")
    }
    PluginEnding.arm(seconds: UInt32(options.timeout))
    let context = try options.global.resolved()
    PluginEnding.end(try result(context), verbose: options.verbose, context)
  }
}
