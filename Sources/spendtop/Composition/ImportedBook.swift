import Foundation
import SpendCore
import SpendPricing
import SpendStore

/// The files of imported prices: the book in use, and the one before it.
struct ImportedBook {
  let path: String
  var previousPath: String { path + ".previous" }

  init(_ context: Context) {
    context.companions.takeOver()
    path = context.companions.prices
  }

  /// Puts a book in the place of the one in use, which is kept.
  ///
  /// Throws `CommandError`; then the book in use is as it was.
  func write(_ text: String) throws {
    // A book that could not be read again would take every command with it.
    _ = try PriceCatalog.builtin.importing(Array(text.utf8), name: path)
    do {
      try FileManager.default.createDirectory(
        atPath: PathComponents.folder(of: path), withIntermediateDirectories: true)
      let old = FileManager.default.contents(atPath: path).map { [UInt8]($0) }
      try AtomicFile.write(old ?? [], to: previousPath, mode: 0o644)
      try AtomicFile.write(Array(text.utf8), to: path, mode: 0o644)
    } catch {
      throw Self.failure(path, error)
    }
  }

  /// Exchanges the book in use and the one before it.
  ///
  /// Throws `CommandError` without an earlier book.
  func rollBack() throws {
    guard let previous = FileManager.default.contents(atPath: previousPath) else {
      throw CommandError(
        message: UserMessage(
          "cannot roll back the imported prices", because: "no earlier price book beside \"\(path)\""),
        status: .unreadable)
    }
    let current = FileManager.default.contents(atPath: path) ?? Data()
    do {
      try AtomicFile.write([UInt8](previous), to: path, mode: 0o644)
      try AtomicFile.write([UInt8](current), to: previousPath, mode: 0o644)
    } catch {
      throw Self.failure(path, error)
    }
  }

  private static func failure(_ path: String, _ error: any Error) -> CommandError {
    CommandError(
      message: UserMessage("cannot write \"\(path)\"", because: error.localizedDescription),
      status: .unreadable)
  }
}
