import SpendCore
import Testing

@Suite struct PathTests {
  @Test(
    "folder and name of a path",
    arguments: [
      ("d", ".", "d"), ("", ".", ""), ("a/b", "a", "b"), ("/a", "/", "a"), ("/a/b.db", "/a", "b.db"),
      ("a/", "a", ""), ("/", "/", ""), ("./d", ".", "d"),
    ])
  func parts(path: String, folder: String, name: String) {
    #expect(PathComponents.folder(of: path) == folder)
    #expect(PathComponents.name(of: path) == name)
  }
}
