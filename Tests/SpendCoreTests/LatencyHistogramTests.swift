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

  @Test("merging parts of any shape is adding their durations one by one")
  func merging() {
    var state: UInt64 = 7
    func random(_ bound: UInt64) -> Int32 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int32((state >> 33) % bound)
    }
    for round in 0..<300 {
      var merged = LatencyHistogram()
      var whole = LatencyHistogram()
      // Few and many values, near each other and far apart.
      for _ in 0..<(1 + round % 12) {
        var part = LatencyHistogram()
        let (least, spread) = (random(5_000), UInt64(1 + random(20_000)))
        for _ in 0..<random(40) {
          let value = least + random(spread)
          part.add(milliseconds: value)
          whole.add(milliseconds: value)
        }
        merged.merge(part)
        #expect(merged == whole, "round \(round)")
      }
    }
  }
}
