import SpendCore
import Testing

@testable import SpendStore

@Suite struct FolderNumberTests {
  @Test("paths of one folder have one number, in any order")
  func numbers() {
    let paths = [
      "/var/log/a.jsonl", "/var/log/b.jsonl", "/var/log/sub/a.jsonl", "/var/log/b.jsonl", "/a.jsonl",
      "/b.jsonl",
      "a.jsonl", "/var/logs/a.jsonl", "b", "-", "sub/a.jsonl", "", "/c.jsonl", "-", "/var/lög/a",
      "/var/log/c",
    ]
    var folders = FolderNumbers()
    for path in paths + paths.reversed() {
      let number = Array(path.utf8).withUnsafeBytes { folders.number(ofPath: $0) }
      #expect(folders.names[number] == (path == "-" ? "-" : PathComponents.folder(of: path)), "\(path)")
    }
    #expect(Set(folders.names).count == folders.names.count)
  }
}
