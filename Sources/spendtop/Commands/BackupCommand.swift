import ArgumentParser
import Foundation
import SpendCore
import SpendFormatting
import SpendStore

struct BackupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup", abstract: "Copy the database consistently, even while it is written.",
    discussion: "  spendtop backup /backup/spend-$(date +%F).db")

  @OptionGroup var global: GlobalOptions
  @Argument(help: "New file; an existing file is never overwritten.")
  var file: String

  func run() throws {
    let context = try global.resolved()
    let store = try context.store()
    guard !FileManager.default.fileExists(atPath: file) else {
      throw CommandError(
        message: UserMessage(
          "cannot copy the database to \"\(file)\"", because: "the file exists",
          tryThis: "choose another name, or remove the file first"), status: .unreadable)
    }
    // Under a temporary name until it is complete, readable by its owner only.
    let partial = "\(file).partial-\(getpid())"
    let descriptor = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Self.unwritable(file) }
    close(descriptor)
    do {
      try store.copy(to: partial)
      guard rename(partial, file) == 0 else { throw Self.unwritable(file) }
    } catch {
      unlink(partial)
      guard let error = error as? StoreError else { throw error }
      throw CommandError(message: error.message(path: file), status: .unreadable)
    }
    let size = (try? FileManager.default.attributesOfItem(atPath: file)[.size] as? Int64) ?? nil
    print(
      "\(try context.reading { try store.health().events }) events, \(size ?? 0) bytes: \(Shown.text(file))")
  }

  private static func unwritable(_ file: String) -> CommandError {
    CommandError(
      message: UserMessage(
        "cannot write \"\(file)\"", because: String(cString: strerror(errno)),
        tryThis: "choose an existing, writable directory"), status: .unreadable)
  }
}
