import Foundation
import SpendCore

/// A configuration file, edited as text so that comments and order stay.
///
/// The result is parsed again before it replaces the file: an edit that this type does not support leaves
/// the file unchanged.
public struct ConfigurationText {
  public let path: String

  public init(path: String) {
    self.path = path
  }

  /// Throws `UserMessage` and `CommandError`; the file is then as it was.
  public func edit(_ change: (inout TOMLTables) throws -> Void) throws {
    let before = try text()
    var tables = TOMLTables(before)
    try change(&tables)
    let after = tables.text
    _ = try Settings(toml: after, path: path)
    do {
      try FileManager.default.createDirectory(
        atPath: PathComponents.folder(of: path), withIntermediateDirectories: true)
      // A link stays a link: what it points to is replaced.
      let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
      var old = stat()
      if stat(target, &old) == 0 {
        try AtomicFile.write(
          Array(after.utf8), to: target, mode: UInt16(truncatingIfNeeded: old.st_mode & 0o777),
          owner: (old.st_uid, old.st_gid))
      } else {
        try AtomicFile.write(Array(after.utf8), to: target, mode: 0o600)
      }
    } catch let error as CocoaError {
      throw CommandError(
        message: UserMessage("cannot write \"\(path)\"", because: error.localizedDescription),
        status: .unreadable)
    }
  }
}

extension ConfigurationText {
  /// Content of the file; empty when it does not exist.
  private func text() throws -> String {
    do {
      return try String(contentsOfFile: path, encoding: .utf8)
    } catch {
      guard access(path, F_OK) != 0 else {
        throw CommandError(
          message: UserMessage("cannot read \"\(path)\"", because: error.localizedDescription),
          status: .unreadable)
      }
      return ""
    }
  }
}
