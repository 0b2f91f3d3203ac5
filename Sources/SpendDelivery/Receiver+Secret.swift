import Foundation
import SpendCore

extension Receiver.Secret {
  /// The text of a secret, without the end of its line.
  public func text() throws -> String {
    let text: String
    switch self {
    case .environment(let name):
      guard let value = ProcessInfo.processInfo.environment[name], !value.isEmpty else {
        throw UserMessage("environment variable \(name) is not set")
      }
      text = value
    case .file(let path): text = try Self.file(UserFolders.here.expanded(path), isOurs: true)
    case .credential(let name):
      guard let folder = ProcessInfo.processInfo.environment["CREDENTIALS_DIRECTORY"], !name.contains("/")
      else {
        throw UserMessage("no systemd credentials", because: "CREDENTIALS_DIRECTORY is not set")
      }
      text = try Self.file("\(folder)/\(name)", isOurs: false)
    }
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private static func file(_ path: String, isOurs: Bool) throws -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw UserMessage("cannot read the secret \"\(path)\"", because: String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw UserMessage("cannot read the secret \"\(path)\"", because: "not a regular file")
    }
    guard !isOurs || status.st_mode & (S_IRWXO | S_IWGRP) == 0 else {
      throw UserMessage(
        "the secret \"\(path)\" is no secret", because: "other users can read it",
        tryThis: "chmod 600 \(path)")
    }
    var bytes = [UInt8](repeating: 0, count: 8_192)
    let count = Foundation.read(descriptor, &bytes, bytes.count)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }
}
