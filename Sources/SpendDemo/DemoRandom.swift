/// A small generator that gives the same numbers on every machine (SplitMix64).
struct DemoRandom {
  private var state: UInt64

  @inline(__always)
  init(seed: UInt64, stream: UInt64) {
    state = seed &* 0x9E37_79B9_7F4A_7C15 ^ stream &* 0xD1B5_4A32_D192_ED03
    _ = next()
  }

  @inline(__always)
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.mixed(state)
  }

  /// Returns a number that appears unrelated to its input. Different inputs give different results.
  @inline(__always)
  static func mixed(_ number: UInt64) -> UInt64 {
    var z = number
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }

  @inline(__always)
  mutating func below(_ bound: UInt32) -> UInt32 {
    UInt32(truncatingIfNeeded: ((next() >> 32) &* UInt64(bound)) >> 32)
  }

  /// True in `share` of ten thousand cases.
  @inline(__always)
  mutating func happens(in10k share: UInt32) -> Bool {
    below(10_000) < share
  }

  /// A number like `middle`: mostly between a third and twice it, sometimes far above.
  @inline(__always)
  mutating func around(_ middle: UInt32) -> UInt32 {
    let spread = UInt64(35 + below(70) + below(60))
    let tail: UInt64 = below(40) == 0 ? 3 : 1
    return UInt32(clamping: max(1, UInt64(middle) &* spread &* tail / 100))
  }
}
