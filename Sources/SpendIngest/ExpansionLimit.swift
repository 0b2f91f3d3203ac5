import Glibc
import SpendCore

/// Distinguishes a compressed log from a decompression bomb: a kilobyte of zstd can stand for thirty
/// megabytes, a log of real requests for ten to forty times its size.
struct ExpansionLimit {
  static let ratio: Int64 = 200
  /// Up to here anything may expand.
  static let harmless: Int64 = 1 << 30
  private var produced: Int64 = 0

  /// Notes bytes that came out of the first `consumed` bytes of a file. Throws `ReadError.bomb`.
  mutating func add(_ count: Int, consumed: Int64) throws {
    produced += Int64(count)
    if produced > Self.harmless, produced > Self.ratio * consumed { throw ReadError.bomb }
  }
}
