import Foundation
import Testing

/// The list of faults has 55 numbers, and each is in the name of a test.
@Suite struct FaultListTests {
  @Test("every fault has a test that names it")
  func numbers() throws {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let files = try #require(FileManager.default.enumerator(atPath: tests.path))
    var found: Set<Int> = []
    for case let name as String in files where name.hasSuffix(".swift") {
      let text = try String(contentsOf: tests.appendingPathComponent(name), encoding: .utf8)
      // `@Test("3 and 4: …")`, also with the name on a line of its own.
      for match in text.matches(of: #/@Test\(\s*"(\d[^:"]*): /#) {
        found.formUnion(match.1.split { !$0.isNumber }.compactMap { Int($0) })
      }
    }
    #expect(Set(1...55).subtracting(found).isEmpty, "\(Set(1...55).subtracting(found).sorted())")
  }
}
