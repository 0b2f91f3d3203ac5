import Foundation
import SpendCore
import SpendDemo
import Testing

@Suite struct DemoTests {
  private let end = CivilTime(year: 2026, month: 11, day: 20, hour: 15).instant()

  @Test("the same seed gives the same company, another seed another")
  func seeds() {
    let first = DemoWorkload(seed: 7).history(days: 3, until: end)
    #expect(first == DemoWorkload(seed: 7).history(days: 3, until: end))
    #expect(first != DemoWorkload(seed: 8).history(days: 3, until: end))
  }

  @Test("it is believable: many features, models and sellers, errors, caches, in order of time")
  func believable() {
    let history = DemoWorkload(seed: 1).history(days: 35, until: end)
    #expect((100_000...300_000).contains(history.count))
    #expect(Set(history.map(\.feature)).count >= 9)
    #expect(Set(history.map(\.model)).count >= 8)
    #expect(Set(history.map(\.provider)).count >= 5)
    #expect(history.contains { $0.isError } && history.contains { ($0.tokens.cacheRead ?? 0) > 0 })
    #expect(zip(history, history.dropFirst()).allSatisfy { $0.time <= $1.time })
    #expect(Set(history.map(\.id)).count == history.count)
  }

  @Test("cut anywhere, the pieces are the whole")
  func pieces() {
    let workload = DemoWorkload(seed: 3)
    let start = end.adding(seconds: -7_200)
    let middle = end.adding(seconds: -2_345)
    let whole = workload.requests(from: start, to: end)
    #expect(workload.requests(from: start, to: middle) + workload.requests(from: middle, to: end) == whole)
  }

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
