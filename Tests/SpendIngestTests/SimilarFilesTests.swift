import Foundation
import SpendCore
import SpendIngest
import Testing

/// Files with the same beginning, end and length, such as dumps of answers to equal prompts.
@Suite struct SimilarFilesTests {
  /// An answer whose id stands between a long prompt and long metadata.
  private static func dump(_ number: Int) -> String {
    "{\"system\":\"\(String(repeating: "p", count: 4_200))\",\"request_id\":\"request-\(100 + number)-abcdef\","
      + "\"model\":\"gpt-4o\",\"prompt_tokens\":5,\"completion_tokens\":2,\"ts\":1780000000,"
      + "\"note\":\"\(String(repeating: "m", count: 400))\"}\n"
  }

  @Test(
    "files that differ in the middle alone are read each, at once and one after the other",
    arguments: [true, false])
  func middle(together: Bool) throws {
    let logs = try TemporaryLogs()
    for number in 0..<4 {
      try logs.write("\(number).json", Self.dump(number))
      if !together { try logs.ingest() }
    }
    try logs.ingest()
    #expect(try logs.requests == 4)
    #expect(try logs.ingest().lines == 0)
  }

  @Test("a copy, and a file that was renamed while its name was given to another, are not read again")
  func copies() throws {
    let logs = try TemporaryLogs()
    try logs.write("a.json", Self.dump(0))
    try logs.ingest()
    try logs.copy("a.json", to: "copy.json")
    #expect(try logs.ingest().lines == 0)
    try logs.move("a.json", to: "old.json")
    try logs.write("a.json", Self.dump(1))
    #expect(try logs.ingest().lines == 1)
    #expect(try logs.requests == 2)
    #expect(try logs.ingest().lines == 0)
  }
}
