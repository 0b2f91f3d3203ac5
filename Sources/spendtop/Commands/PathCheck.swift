import ArgumentParser
import Foundation
import SpendCore
import SpendIngest

/// The paths of the command line, checked before a screen opens over the answer.
enum PathCheck {
  /// Throws when a path does not exist. A word that resembles a command is taken for a misspelt command.
  static func check(_ paths: [String]) throws {
    for path in paths where path != "-" && !exists(path) {
      if !path.contains("/"), let command = nearestCommand(path) {
        throw UserMessage(
          "there is no command \"\(path)\", and no file of this name",
          because: "did you mean \"\(command)\"?", tryThis: "spendtop \(command)")
      }
      let isPattern = path.contains { "*?[".contains($0) }
      let reason = isPattern ? "no file matches this pattern" : String(cString: strerror(errno))
      throw CommandError(
        message: UserMessage(
          "cannot read \"\(path)\"", because: reason,
          tryThis: isPattern ? "quote the pattern and check it with ls" : "check the path with ls -l"),
        status: .unreadable)
    }
  }

  private static func exists(_ path: String) -> Bool {
    var status = stat()
    if stat(path, &status) == 0 { return true }
    guard path.contains(where: { "*?[".contains($0) }) else { return false }
    return !LogFiles.matching(path).isEmpty
  }

  /// A command at a distance of at most two letters, and of at most a third of the word.
  private static func nearestCommand(_ word: String) -> String? {
    let names = Spendtop.configuration.subcommands.compactMap { $0.configuration.commandName }
    guard let near = EditDistance.nearest(to: word, among: names) else { return nil }
    return EditDistance.between(word, near) <= max(1, min(2, word.count / 3)) ? near : nil
  }
}
