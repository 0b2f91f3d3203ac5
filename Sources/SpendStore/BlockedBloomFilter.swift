/// Classifies a key as "absent" or "possibly present"; each query reads one cache line.
///
/// Blocks of 512 bits, six bits a key, twelve bits of memory a key: about one false "possibly present" in
/// two hundred at capacity. Keys are hashes already.
struct BlockedBloomFilter {
  let capacity: Int
  private var words: [UInt64]
  private let blocks: UInt64

  init(capacity: Int) {
    self.capacity = capacity
    blocks = UInt64(Self.blocks(capacity: capacity))
    words = Array(repeating: 0, count: Int(blocks) * 8)
  }

  private static func blocks(capacity: Int) -> Int { max(1, capacity * 12 / 512) }

  var bytes: Int { words.count * 8 }

  /// The memory of a filter for so many keys.
  static func bytes(capacity: Int) -> Int { blocks(capacity: capacity) * 64 }

  @inline(__always)
  private func block(_ key: UInt64) -> Int {
    Int(truncatingIfNeeded: ((key >> 32) &* blocks) >> 32) * 8
  }

  @inline(__always)
  mutating func insert(_ key: UInt64) {
    let base = block(key)
    var bits = key &* 0xD6E8_FEB8_6659_FD93
    for _ in 0..<6 {
      bits = bits &>> 1 | bits &<< 63
      words[base + Int(bits >> 61)] |= 1 &<< (bits >> 52 & 63)
      bits = bits &<< 9 | bits &>> 55
    }
  }

  @inline(__always)
  func mightContain(_ key: UInt64) -> Bool {
    let base = block(key)
    var bits = key &* 0xD6E8_FEB8_6659_FD93
    for _ in 0..<6 {
      bits = bits &>> 1 | bits &<< 63
      if words[base + Int(bits >> 61)] & 1 &<< (bits >> 52 & 63) == 0 { return false }
      bits = bits &<< 9 | bits &>> 55
    }
    return true
  }
}
