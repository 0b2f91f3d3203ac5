import Foundation
import SpendCore

/// Puts a new database in the place of an old one. At each moment a database is at the path, and never
/// the new one with the log of the old: the old one gets a second name first, then its log goes, and only
/// then the new one takes its name.
enum DatabaseSwap {
  /// Path of the database under construction.
  static func new(for path: String) -> String { path + ".rebuilt" }

  /// Removes a database that is under construction or abandoned, with its auxiliary files.
  static func remove(_ path: String) {
    for suffix in ["", "-wal", "-shm", ".writer"] { unlink(path + suffix) }
  }

  /// Removes what a swap that was killed has left: a new database, and second names of the one that still
  /// has its place. With a log of its own such a name may be the only one for what is in it.
  static func tidy(_ path: String) {
    remove(new(for: path))
    let folder = PathComponents.folder(of: path)
    let start = PathComponents.name(of: path) + "."
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for name in names where name.hasPrefix(start + "before-") || name.hasPrefix(start + "damaged-") {
      let other = "\(folder)/\(name)"
      if isSame(other, path), access(other + "-wal", F_OK) != 0 { unlink(other) }
    }
  }

  /// Reads a file to its end. Throws `CommandError` when the system does not give all of it.
  static func readThrough(_ path: String) throws {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = read(file, &bytes, bytes.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw CommandError(
          message: UserMessage(
            "cannot read the database \"\(path)\"", because: String(cString: strerror(errno)),
            tryThis: "repeat the command, and check the system log for disk errors"), status: .unreadable)
      }
      if count == 0 { return }
    }
  }

  /// The caller holds the right to write, and the log of the old database is empty unless it is damaged.
  ///
  /// - Returns: Where the old one is now.
  static func put(_ new: String, into path: String, keepingAs word: String) throws -> String {
    CrashPoint.rebuilt.hit()
    var old = stat()
    if stat(path, &old) == 0 { chmod(new, old.st_mode & 0o777) }
    let kept = try secondName(of: path, word)
    if !isEmpty(path + "-wal") {
      guard link(path + "-wal", kept + "-wal") == 0 else {
        throw cannot("keep", path + "-wal", kept + "-wal")
      }
    }
    CrashPoint.secondNamed.hit()
    for suffix in ["-wal", "-shm"] { unlink(path + suffix) }
    CrashPoint.logRemoved.hit()
    guard rename(new, path) == 0 else { throw cannot("move", new, path) }
    CrashPoint.swapped.hit()
    // Removes the files that were made beside the new database.
    remove(new)
    return kept
  }

  /// A name that is free, also when the last copy was made within this second.
  private static func secondName(of path: String, _ word: String) throws -> String {
    let stamp = Clock.now.rfc3339.prefix(19).filter { $0.isNumber || $0 == "T" }
    var number = 1
    while true {
      let name = "\(path).\(word)-\(stamp)" + (number > 1 ? "-\(number)" : "")
      if access(name + "-wal", F_OK) != 0 {
        if link(path, name) == 0 { return name }
        guard errno == EEXIST else { throw cannot("keep", path, name) }
      }
      number += 1
    }
  }

  private static func isEmpty(_ path: String) -> Bool {
    var file = stat()
    return stat(path, &file) != 0 || file.st_size == 0
  }

  private static func isSame(_ one: String, _ other: String) -> Bool {
    var first = stat()
    var second = stat()
    return stat(one, &first) == 0 && stat(other, &second) == 0 && first.st_dev == second.st_dev
      && first.st_ino == second.st_ino
  }

  private static func cannot(_ verb: String, _ old: String, _ new: String) -> CommandError {
    CommandError(
      message: UserMessage(
        "cannot \(verb) \"\(old)\" as \"\(new)\"", because: String(cString: strerror(errno)),
        tryThis: "make its directory writable, or copy both to a local disk"), status: .unreadable)
  }
}
