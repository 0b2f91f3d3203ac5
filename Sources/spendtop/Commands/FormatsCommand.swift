import ArgumentParser
import Foundation
import SpendCore
import SpendLogFormats
import SpendIngest

struct FormatsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "formats", abstract: "List log formats and detect the format of a file.",
    subcommands: [FormatsList.self, FormatsDetect.self])
}
