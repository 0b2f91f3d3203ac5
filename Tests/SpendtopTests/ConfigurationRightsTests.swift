import Foundation
import SpendCore
import Testing

@testable import SpendSettings
@testable import spendtop

@Suite struct ConfigurationRightsTests {
  private static func settings(url: String) throws -> Settings {
    try Settings(
      toml: "[[receiver]]\nname = \"team\"\ntype = \"slack\"\nurl = \"\(url)\"\n", path: "config.toml")
  }

  @Test(
    "a receiver's address in a file that others can read is refused",
    arguments: [
      ("https://hooks.slack.example/services/T0/B0/secret", 0o644, false),
      ("https://hooks.slack.example/services/T0/B0/secret", 0o640, true),
      ("https://hooks.slack.example/services/T0/B0/secret", 0o600, true),
      ("http://127.0.0.1:9/hook", 0o644, true), ("http://localhost/hook", 0o644, true),
      ("http://[::1]:9/hook", 0o644, true), ("http://localhost.example/hook", 0o644, false),
      ("http://127.0.0.1@evil.example/hook", 0o644, false),
    ])
  func secretAddress(url: String, mode: Int, isUsed: Bool) throws {
    let path = NSTemporaryDirectory() + "spendtop-rights-\(UUID().uuidString).toml"
    defer { unlink(path) }
    try #require(FileManager.default.createFile(atPath: path, contents: nil))
    chmod(path, mode_t(mode))
    let rights = ConfigurationRights(path: path)
    if isUsed {
      try rights.check(try Self.settings(url: url))
    } else {
      #expect(throws: CommandError.self) { try rights.check(try Self.settings(url: url)) }
    }
  }

  @Test("an edited file keeps its owner, its group and its mode", arguments: [0o600, 0o640, 0o664])
  func editing(mode: Int) throws {
    let path = NSTemporaryDirectory() + "spendtop-rights-\(UUID().uuidString).toml"
    defer { unlink(path) }
    try #require(FileManager.default.createFile(atPath: path, contents: nil))
    // Another owner can be given by root alone.
    let owner = geteuid() == 0 ? uid_t(65_534) : geteuid()
    let group = geteuid() == 0 ? gid_t(65_534) : getegid()
    try #require(chown(path, owner, group) == 0)
    chmod(path, mode_t(mode))
    try ConfigurationText(path: path).edit { _ in }
    var status = stat()
    try #require(stat(path, &status) == 0)
    #expect((status.st_uid, status.st_gid) == (owner, group))
    #expect(Int(status.st_mode & 0o777) == mode)
  }
}
