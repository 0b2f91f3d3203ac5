import Foundation
public import SpendCore

/// The key that users are hashed with: made once, kept where only the person can read it, and never
/// in the database that the hashes are in.
public enum UserKey {
  public static var path: String { UserFolders.here.state + "/users.key" }

  /// The hash of the key at `path`, which is made when it is not there. Throws `CommandError`.
  public static func hash(at path: String = path) throws -> KeyedHash {
    if let known = FileManager.default.contents(atPath: path) {
      if let hash = KeyedHash(key: [UInt8](known)) { return hash }
      throw unreadable(path, "it is not a key of 16 bytes")
    }
    let folder = PathComponents.folder(of: path)
    try? FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let key = (0..<16).map { _ in UInt8.random(in: .min ... .max) }
    let isMade = FileManager.default.createFile(
      atPath: path, contents: Data(key), attributes: [.posixPermissions: 0o600])
    guard isMade, let hash = KeyedHash(key: key) else { throw unreadable(path, "it cannot be made") }
    return hash
  }

  private static func unreadable(_ path: String, _ why: String) -> CommandError {
    CommandError(
      message: UserMessage(
        "cannot hash users", because: "the key \"\(path)\": \(why)",
        tryThis: "privacy.hash_users = false, or another XDG_STATE_HOME"), status: .unreadable)
  }
}
