import SpendCore

/// Reads a compressed stream from its beginning and keeps the bytes before given offsets, because compressed
/// data does not allow access at an offset. Can be left off and continued with the same source.
struct TailHasher {
  let offsets: [Int64]
  private var window: [UInt8] = []
  private var position: Int64 = 0
  /// The bytes before each offset; nil where the stream is shorter.
  private(set) var tails: [[UInt8]?]

  init(offsets: [Int64]) {
    self.offsets = offsets
    tails = offsets.map { _ in nil }
  }

  /// Reads up to the largest offset and not a byte further.
  ///
  /// - Parameter deadline: The time after which reading is left off; nil to read on.
  /// - Returns: False when reading was left off.
  mutating func run(_ source: any ByteSource, until deadline: ContinuousClock.Instant? = nil) throws -> Bool {
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    let open = offsets.enumerated().filter { tails[$0.offset] == nil }
    for (index, offset) in open.sorted(by: { $0.element < $1.element }) {
      while position < offset {
        let wanted = Int(min(Int64(buffer.count), offset - position))
        let count = try buffer.withUnsafeMutableBytes {
          try source.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[..<wanted]))
        }
        if count == 0 { return true }
        position += Int64(count)
        window.append(contentsOf: buffer[..<count])
        window.removeFirst(max(0, window.count - Fingerprint.longestTail))
        if let deadline, position < offset, .now >= deadline { return false }
      }
      tails[index] = window
    }
    return true
  }
}
