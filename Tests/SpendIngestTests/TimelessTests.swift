import Foundation
import SpendCore
import SpendIngest
import Testing

/// Records that do not say when they were made, beside records of the same requests that do.
@Suite struct TimelessTests {
  private static func timeless(_ number: Int) -> String {
    TemporaryLogs.line(number).replacing("\"ts\":\(1_780_000_000 + number),", with: "")
  }

  /// Logs of timed lines are of the weeks before.
  private static func writeTimeless(_ shop: TemporaryLogs, _ name: String, _ lines: String) throws {
    try shop.write(name, lines)
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1_780_000_000 + 30 * 86_400)],
      ofItemAtPath: shop.path(name))
  }

  @Test("a request with and without a time counts once, whichever is read first", arguments: [true, false])
  func twice(timelessFirst: Bool) throws {
    let shop = try TemporaryLogs()
    let timeless = (0..<5).map(Self.timeless).joined()
    let timed = TemporaryLogs.lines(0..<5)
    func write(_ name: String, timeless isTimeless: Bool) throws {
      if isTimeless { try Self.writeTimeless(shop, name, timeless) } else { try shop.write(name, timed) }
    }
    try write("a.jsonl", timeless: timelessFirst)
    #expect(try shop.ingest().events == 5)
    try write("b.jsonl", timeless: !timelessFirst)
    #expect(try shop.ingest().events == 0)
    #expect(try shop.requests == 5)
  }

  @Test("new requests without a time are not taken for old ones")
  func others() throws {
    let shop = try TemporaryLogs()
    try shop.write("a.jsonl", TemporaryLogs.lines(0..<500))
    try shop.ingest()
    try Self.writeTimeless(shop, "b.jsonl", (490..<510).map(Self.timeless).joined())
    #expect(try shop.ingest().events == 10)
    #expect(try shop.requests == 510)
  }
}
