import SpendCore
import Testing

@testable import SpendStore

@Suite struct HistogramCodecTests {
  private static func blob(_ entries: [(bucket: UInt16, count: UInt32)]) -> [UInt8] {
    entries.flatMap { entry in
      withUnsafeBytes(of: entry.bucket.littleEndian, Array.init)
        + withUnsafeBytes(of: entry.count.littleEndian, Array.init)
    }
  }

  @Test("stored counts are added, also to some that are there, and in an order that was tampered with")
  func adding() {
    var histogram = LatencyHistogram()
    for entries in [[(3, 1), (7, 2), (900, 5)], [], [(7, 1), (8, 1)], [(900, 1), (2, 4), (7, 1)]]
      as [[(
        bucket: UInt16, count: UInt32
      )]]
    {
      Self.blob(entries).withUnsafeBytes { HistogramCodec.add($0, to: &histogram) }
    }
    #expect(histogram.buckets.map(\.bucket) == [2, 3, 7, 8, 900])
    #expect(histogram.buckets.map(\.count) == [4, 1, 4, 1, 6])
  }
}
