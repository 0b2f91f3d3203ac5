import Foundation
import SpendCore
@testable import SpendReports
import SpendStore
import Testing

@testable import spendtop

@Suite struct MetricsPageTests {
  /// The samples of a page by name and labels, and the families that are counters.
  private func samples(_ text: String) -> (values: [String: Double], counters: Set<String>) {
    var values: [String: Double] = [:]
    var counters: Set<String> = []
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      if line.hasPrefix("# TYPE "), words[3] == "counter" || words[3] == "histogram" {
        counters.insert(String(words[2]))
      }
      guard !line.hasPrefix("#"), let space = line.lastIndex(of: " ") else { continue }
      values[String(line[..<space])] = Double(line[line.index(after: space)...])
    }
    return (values, counters)
  }

  private func row(_ name: String, _ dollars: Int64, requests: Int64 = 1) -> SpendRow {
    var sums = SpendSums()
    sums.cost = Money(nanodollars: dollars * 1_000_000_000)
    sums.requests = requests
    return SpendRow(keys: [name], sums: sums)
  }

  @Test("label sets keep their series however they overtake each other; the rest stays in one")
  func overtaking() {
    var spend: [String: Int64] = [:]
    var order: [[String]: Int64] = [:]
    var last: [String: Int64] = [:]
    var increase: Int64 = 0
    for scrape in 0..<60 {
      for step in 0..<5 {
        let name = "f\((scrape * 7 + step * 13) % (scrape + 3))"
        if order[[name]] == nil { order[[name]] = Int64(order.count) * 3 + 1 }
        spend[name, default: 0] += Int64(step * scrape % 11)
      }
      let rows = spend.map { row($0, $1) }
      let shown = MetricsPage.folded(rows, order: order, limit: 10)
      #expect(shown.count <= 11)
      let now = Dictionary(uniqueKeysWithValues: shown.map { ($0.keys[0], $0.sums.cost.nanodollars) })
      for (name, value) in last {
        guard let value2 = now[name] else {
          Issue.record("the series \(name) disappeared in scrape \(scrape)")
          continue
        }
        #expect(value2 >= value, "\(name) in scrape \(scrape)")
      }
      for (name, value) in now { increase += value - (last[name] ?? 0) }
      last = now
    }
    #expect(increase == spend.values.reduce(0, +) * 1_000_000_000)
    #expect(last["__other__"] != nil)
  }

  @Test("a counter that is corrected downwards goes on from its highest value")
  func corrected() {
    var memory = CounterMemory()
    let values: [Int64] = [10, 25, 20, 30, 0, 5]
    let shown = values.map { memory.monotonic("cost", [("model", "a")], $0) }
    #expect(shown == [10, 25, 25, 35, 35, 40])
    #expect(memory.monotonic("cost", [("model", "b")], 3) == 3)
  }

  @Test("a page has totals, labels of the provider, histograms and no counter that goes down")
  func page() throws {
    let sample = try SampleStore()
    let context = sample.context()
    let page = MetricsPage(context.metrics, store: try context.store())
    let first = samples(try page.text(at: SampleStore.now))
    let again = samples(try page.text(at: SampleStore.now.adding(seconds: 86_400)))
    for (name, value) in first.values {
      let family = name.prefix { $0 != "{" }
      guard first.counters.contains(where: { family.hasPrefix($0) }) else { continue }
      #expect((again.values[name] ?? -1) >= value, "\(name)")
    }
    let total = try #require(first.values["spendtop_overall_cost_usd_total"])
    let parts = first.values.filter { $0.key.hasPrefix("spendtop_cost_usd_total{") }
    #expect(abs(parts.values.reduce(0, +) - total) < 1e-9)
    #expect(parts.keys.allSatisfy { $0.contains("provider=\"") })
    let buckets = first.values.filter { $0.key.hasPrefix("spendtop_request_duration_seconds_bucket") }
    let durations: Double = buckets.filter { $0.key.contains("le=\"+Inf\"") }.values.reduce(0, +)
    let counts = first.values.filter { $0.key.hasPrefix("spendtop_request_duration_seconds_count") }
    let count: Double = counts.values.reduce(0, +)
    #expect(durations > 0 && durations == count)
    #expect(first.values.keys.contains { $0.hasPrefix("spendtop_source_lag_seconds{source=") })
  }
}
