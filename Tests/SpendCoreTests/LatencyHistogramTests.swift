import SpendCore
import Testing

@Suite struct LatencyHistogramTests {
  @Test("every duration falls into a bucket whose middle is within 2.2 %")
  func precision() {
    var value: Int64 = 0
    while value < Int64(Int32.max) {
      let middle = LatencyHistogram.midpoint(of: LatencyHistogram.bucket(of: Int32(value)))
      #expect(abs(middle - Double(value)) <= max(0.5, Double(value) * 0.022), "\(value)")
      value = value * 33 / 32 + 1
    }
  }

  @Test("buckets rise with the duration")
  func monotonic() {
    var last: UInt16 = 0
    for value in Int32(0)..<100_000 {
      let bucket = LatencyHistogram.bucket(of: value)
      #expect(bucket == last || bucket == last + 1)
      last = bucket
    }
  }

  @Test("percentiles agree with sorting, within the stated error; merging loses nothing")
  func againstSorting() {
    var state: UInt64 = 99
    var values: [Int32] = []
    var whole = LatencyHistogram()
    var parts = [LatencyHistogram(), LatencyHistogram()]
    for i in 0..<5_000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let value = Int32((state >> 40) % 50_000)
      values.append(value)
      whole.add(milliseconds: value)
      parts[i % 2].add(milliseconds: value)
    }
    parts[0].merge(parts[1])
    #expect(parts[0] == whole)
    values.sort()
    for share in [0.01, 0.5, 0.9, 0.95, 0.99, 1.0] {
      let exact = Double(values[max(0, Int((share * 5_000).rounded(.up)) - 1)])
      let estimate = whole.quantile(share) ?? -1
      #expect(abs(estimate - exact) <= max(1, exact * 0.022), "\(share)")
    }
    #expect(LatencyHistogram().quantile(0.5) == nil)
  }
}
