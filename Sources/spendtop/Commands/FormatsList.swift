import ArgumentParser
import Foundation
import SpendCore
import SpendFormatting
import SpendLogFormats
import SpendIngest
import SpendSettings

struct FormatsList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List all formats and how they are recognised.")

  @Flag(help: "Print a Markdown table.")
  var markdown = false

  func run() {
    if markdown { return print(FormatRegistry.markdown) }
    let width = FormatNames.all.map(\.count).max() ?? 0
    for format in FormatRegistry.all {
      let name = "\(format.name)"
      print(name + String(repeating: " ", count: width - name.count) + "  " + format.title)
      print(String(repeating: " ", count: width) + "    " + format.recognisedBy)
    }
  }
}
