import ArgumentParser
import Foundation
import SpendCore
import SpendFormatting
import SpendLogFormats
import SpendIngest
import SpendSettings

struct FormatsDetect: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "detect", abstract: "Detect the format of a file.",
    discussion: "  spendtop formats detect -v app.log")

  @OptionGroup var global: GlobalOptions
  @Argument(help: "File.")
  var file: String
  @Flag(name: .shortAndLong, help: "Show the result for each line.")
  var verbose = false

  func run() throws {
    let context = try global.resolved()
    var inspector = context.logInspector
    do {
      try inspector.read(path: file, columns: context.settings.columns(of: file)) { line in
        if verbose { print(Shown.text(line)) }
      }
    } catch let message as UserMessage {
      throw CommandError(message: message, status: .unreadable)
    }
    if let reason = inspector.notText { print("\(Shown.text(file)) is not read: \(reason)") }
    if inspector.counts.isEmpty {
      print("\(Shown.text(file)): no usage in \(inspector.lines) lines")
    }
    for (name, count) in inspector.counts.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
      print("\(name)\t\(count) of \(inspector.lines) lines")
    }
    for (names, count) in inspector.wrapperCounts.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
      print("wrapped in \(names)\t\(count) of \(inspector.lines) lines")
    }
    if let words = inspector.totalsInWords { print(words) }
    for (reason, count) in inspector.rejections.sorted(by: { $0.key < $1.key }) {
      print("cannot be read: \(count) lines, \(reason)")
    }
  }
}
