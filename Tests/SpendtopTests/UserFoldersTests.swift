import Foundation
import SpendCore
import Testing

@testable import spendtop

@Suite("Where a person's files are")
struct UserFoldersTests {
  @Test(
    "a variable counts when it is an absolute path",
    arguments: [
      (["HOME": "/home/kim"], "/home/kim/.local/share/spendtop"),
      (["HOME": "/home/kim", "XDG_DATA_HOME": "/data"], "/data/spendtop"),
      (["HOME": "/home/kim", "XDG_DATA_HOME": ""], "/home/kim/.local/share/spendtop"),
      (["HOME": "/home/kim", "XDG_DATA_HOME": "data"], "/home/kim/.local/share/spendtop"),
    ])
  func data(_ environment: [String: String], _ folder: String) {
    #expect(UserFolders(environment).data == folder)
  }

  @Test("without HOME the user database is asked")
  func homeless() {
    #expect(UserFolders([:]).home.hasPrefix("/"))
    #expect(UserFolders(["HOME": ""]).home == UserFolders([:]).home)
  }

  @Test(
    "a tilde alone or before a slash is the home",
    arguments: [
      ("~", "/home/kim"), ("~/logs", "/home/kim/logs"), ("/logs/~", "/logs/~"), ("~kim/logs", "~kim/logs"),
      ("logs", "logs"),
    ])
  func tilde(_ written: String, _ path: String) {
    #expect(UserFolders(["HOME": "/home/kim"]).expanded(written) == path)
  }
}
