import Foundation
import SpendCore
import SpendFormatting
import SpendIngest

/// The logs of programs on this machine, read when no path is named.
struct LocalTools {
  let tools: [KnownTool]
  /// Tools that are here and are not read.
  let unread: [KnownTool]
  /// Remembers which were shown to the person.
  private let note: String

  init(environment: [String: String]) {
    let folders = UserFolders(environment)
    tools = KnownTools.present(environment: environment, home: folders.home)
    unread = KnownTools.unread(environment: environment, home: folders.home)
    note = folders.state + "/tools"
  }

  var sources: [LogSource] { tools.flatMap(\.paths).map { LogSource(path: $0) } }

  /// One line a path.
  var lines: [String] {
    let width = tools.map(\.name.count).max() ?? 0
    return tools.flatMap { tool in
      tool.paths.map { path in
        "  \(tool.name)\(String(repeating: " ", count: width - tool.name.count))  \(Shown.text(path))"
      }
    }
  }

  /// Lists the logs to be read, before they are read for the first time and again when a tool is new. On a
  /// terminal, waits for Enter.
  func announce() {
    let listing = lines.joined(separator: "\n") + "\n"
    guard !tools.isEmpty, (try? String(contentsOfFile: note, encoding: .utf8)) != listing else { return }
    Reporter.say("No path given. Found logs of these tools; they will be ingested and followed:")
    Reporter.say(lines.joined(separator: "\n"))
    if isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 {
      Reporter.say("Press Enter to continue, or Ctrl-C to cancel and pass a path.")
      _ = readLine()
    }
    let folder = PathComponents.folder(of: note)
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    // Not remembered is only shown again.
    try? listing.write(toFile: note, atomically: true, encoding: .utf8)
  }
}

extension LocalTools {
  static var here: LocalTools {
    LocalTools(environment: ProcessInfo.processInfo.environment.filter { !$0.value.isEmpty })
  }
}
