import Foundation
import SpendAnalytics
import SpendCore
import SpendFormatting
import SpendScreen
import SpendText

/// A histogram as bars of a quarter octave: each is a fifth longer than the one before.
struct DurationBars {
  /// Requests in each bar, from the shortest duration on.
  let counts: [Double]
  /// Round durations: which bar they begin in.
  let ticks: [(index: Int, text: SafeText)]

  /// The bar that the first one is.
  private let first: Int

  private static let barsPerOctave = 4.0

  private static func bar(_ milliseconds: Double) -> Int {
    Int(log2(max(1, milliseconds)) * barsPerOctave)
  }

  /// The bar of a duration.
  func place(of milliseconds: Double) -> Int { Self.bar(milliseconds) - first }

  init(_ histogram: LatencyHistogram) {
    let places = histogram.buckets.map {
      (Self.bar(LatencyHistogram.midpoint(of: $0.bucket)), Double($0.count))
    }
    // A bar of air on both sides.
    let first = max(0, (places.first?.0 ?? 0) - 1)
    let last = (places.last?.0 ?? 0) + 1
    var counts = Array(repeating: 0.0, count: last - first + 1)
    for (place, count) in places { counts[place - first] += count }
    self.counts = counts
    self.first = first
    let round: [Double] = [
      10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 30_000, 60_000, 120_000, 300_000,
      600_000,
    ]
    ticks = round.filter { (first...last).contains(Self.bar($0)) }.map { milliseconds in
      (Self.bar(milliseconds) - first, SafeText(Self.text(milliseconds)))
    }
  }

  private static func text(_ milliseconds: Double) -> String {
    switch milliseconds {
    case ..<1_000: "\(Int(milliseconds)) ms"
    case ..<60_000: "\(Int(milliseconds / 1_000)) s"
    default: "\(Int(milliseconds / 60_000)) min"
    }
  }
}
