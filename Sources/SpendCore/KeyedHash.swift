/// SipHash-2-4: a hash that, without the key, can be neither computed nor matched to candidate names.
///
/// Source: Aumasson and Bernstein, "SipHash: a fast short-input PRF".
public struct KeyedHash: Sendable, Hashable {
  private let low: UInt64
  private let high: UInt64

  /// Nil unless the key has 16 bytes.
  public init?(key: [UInt8]) {
    guard key.count == 16 else { return nil }
    func word(_ bytes: ArraySlice<UInt8>) -> UInt64 {
      bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    low = word(key[0..<8])
    high = word(key[8..<16])
  }

  public func hash(_ bytes: some Collection<UInt8>) -> UInt64 {
    var state = State(
      a: low ^ 0x736F_6D65_7073_6575, b: high ^ 0x646F_7261_6E64_6F6D, c: low ^ 0x6C79_6765_6E65_7261,
      d: high ^ 0x7465_6462_7974_6573)
    var word: UInt64 = 0
    var count: UInt64 = 0
    for byte in bytes {
      word |= UInt64(byte) << (8 &* (count & 7))
      count &+= 1
      if count & 7 == 0 {
        state.take(word)
        word = 0
      }
    }
    state.take(word | (count & 0xFF) << 56)
    return state.finish()
  }

  /// Sixteen hexadecimal digits in place of a name.
  public func alias(of name: String) -> String {
    let digits = String(hash(name.utf8), radix: 16)
    return "user-" + String(repeating: "0", count: 16 - digits.count) + digits
  }

  private struct State {
    var a: UInt64
    var b: UInt64
    var c: UInt64
    var d: UInt64

    mutating func take(_ word: UInt64) {
      d ^= word
      mix()
      mix()
      a ^= word
    }

    mutating func finish() -> UInt64 {
      c ^= 0xFF
      for _ in 0..<4 { mix() }
      return a ^ b ^ c ^ d
    }

    private mutating func mix() {
      a &+= b
      b = Self.rotate(b, 13) ^ a
      a = Self.rotate(a, 32)
      c &+= d
      d = Self.rotate(d, 16) ^ c
      a &+= d
      d = Self.rotate(d, 21) ^ a
      c &+= b
      b = Self.rotate(b, 17) ^ c
      c = Self.rotate(c, 32)
    }

    private static func rotate(_ value: UInt64, _ places: UInt64) -> UInt64 {
      value << places | value >> (64 &- places)
    }
  }
}
