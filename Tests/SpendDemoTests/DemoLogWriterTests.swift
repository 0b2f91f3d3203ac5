import Foundation
import SpendCore
import SpendDemo
import Testing

@Suite struct DemoLogWriterTests {
  private let end = CivilTime(year: 2026, month: 11, day: 20, hour: 15).instant()

  @Test("every line is valid in its format", arguments: DemoLogWriter.Format.allCases)
  func lines(format: DemoLogWriter.Format) throws {
    for request in DemoWorkload(seed: 2).history(days: 1, until: end).prefix(300) {
      let line = DemoLogWriter.line(request, format)
      #expect(!line.contains("\n"))
      switch format {
      case .csv: #expect(line.split(separator: ",", omittingEmptySubsequences: false).count == 14)
      case .logfmt: #expect(line.hasPrefix("time="))
      default: #expect(try JSONSerialization.jsonObject(with: Data(line.utf8)) is [String: Any])
      }
    }
  }
}
