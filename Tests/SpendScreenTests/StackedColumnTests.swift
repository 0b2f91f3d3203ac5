import SpendTestSupport
import Testing

@testable import SpendScreen

/// Areas of a stacked chart are those of its values.
@Suite struct StackedColumnTests {
  /// The area of each part in cells, as it is coloured.
  private func areas(_ column: StackedColumn, count: Int) -> [Double] {
    var areas = Array(repeating: 0.0, count: count)
    for cell in column.cells {
      if let lower = cell.lower { areas[lower] += Double(cell.eighths) / 8 }
      if let upper = cell.upper { areas[upper] += Double(8 - cell.eighths) / 8 }
    }
    return areas
  }

  @Test("each part has its share within half a cell, and the column its height", arguments: UInt64(1)...200)
  func shares(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let height = Int.random(in: 1...20, using: &random)
    let count = Int.random(in: 1...6, using: &random)
    var parts = (0..<count).map { _ in
      Bool.random(using: &random) ? 0 : Double.random(in: 0...1, using: &random)
    }
    let sum = parts.reduce(0, +)
    let whole = Double.random(in: 0.125...Double(height), using: &random)
    parts = parts.map { sum > 0 ? $0 / sum * whole : 0 }
    let column = StackedColumn(parts: parts, height: height, sharesCells: true)
    for (part, area) in zip(parts, areas(column, count: count)) {
      #expect(abs(part - area) <= 0.5, "seed \(seed): \(parts) \(column.cells)")
    }
    let drawn = areas(column, count: count).reduce(0, +)
    #expect(sum == 0 || abs(drawn - whole) <= 0.5, "seed \(seed)")
  }

  @Test("two parts are exact to an eighth of a cell", arguments: UInt64(1)...100)
  func twoParts(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let parts = [Double.random(in: 0...6, using: &random), Double.random(in: 2...6, using: &random)]
    let column = StackedColumn(parts: parts, height: 12, sharesCells: true)
    for (part, area) in zip(parts, areas(column, count: 2)) {
      #expect(abs(part - area) <= 0.126, "seed \(seed): \(parts) \(column.cells)")
    }
  }

  @Test("a part of a sixth of the spend has a sixth of the coloured cells")
  func thinParts() {
    // The middle of no cell lies in the second part.
    let parts = [3.2, 0.8, 1.0]
    let column = StackedColumn(parts: parts, height: 8, sharesCells: true)
    for (part, area) in zip(parts, areas(column, count: 3)) { #expect(abs(part - area) <= 0.25) }
  }

  @Test("a mean over cells keeps the sum of what it is of", arguments: [7, 24, 30, 61, 96, 109])
  func resampling(count: Int) {
    let values = (0..<96).map { Double(($0 * 37) % 23) }
    let shown = Resampling.mean(values, count: count)
    #expect(shown.count == count)
    if count < 192 {
      let sum = shown.reduce(0, +) * 96 / Double(count)
      #expect(abs(sum - values.reduce(0, +)) < 1e-6)
    }
  }

  @Test(
    "a scale has three to five round labels",
    arguments: [10.0, 15, 20, 25, 30, 40, 50, 60, 80, 0.0025, 1_000_000])
  func labels(top: Double) {
    let divisions = ChartScale.linear(top: top).divisions(4)
    #expect((1...4).contains(divisions.count))
    #expect(divisions == divisions.sorted() && divisions.allSatisfy { $0 > 0 && $0 < 1 })
  }
}
