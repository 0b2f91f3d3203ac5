/// A 128-bit hash of bytes, the same on every machine and in every version: the basis of identities and
/// fingerprints in the database.
///
/// Two multiply-and-fold lanes over 16 bytes a step, in the manner of wyhash: about a byte per quarter
/// cycle, and good enough that 2^64 events would be needed for one chance collision. The hash does not
/// resist an attacker who chooses the content of the logs; such an attacker could as well write false logs.
public struct ContentHash: Sendable {
  private var first: UInt64
  private var second: UInt64
  private var count: UInt64 = 0

  private static let k0: UInt64 = 0xA076_1D64_78BD_642F
  private static let k1: UInt64 = 0xE703_7ED1_A0B4_28DB
  private static let k2: UInt64 = 0x8EBC_6AF0_9C88_C6E3
  private static let k3: UInt64 = 0x5899_65CC_7537_4CC3

  @inline(__always)
  public init(seed: UInt64 = 0) {
    first = seed ^ Self.k0
    second = seed &+ Self.k3
  }

  @inline(__always)
  private static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }

  @inline(__always)
  private mutating func step(_ a: UInt64, _ b: UInt64) {
    first = Self.fold(a ^ Self.k1, b ^ first)
    second = Self.fold(b ^ Self.k2, a ^ second)
  }

  @inline(__always)
  public mutating func combine(_ number: UInt64) {
    step(number, count)
    count &+= 8
  }

  /// Adds bytes. Their number is part of the hash, so that neighbouring texts cannot run together.
  @inline(__always)
  public mutating func combine(_ bytes: UnsafeRawBufferPointer) {
    var offset = 0
    let length = bytes.count
    if let base = bytes.baseAddress {
      while offset &+ 16 <= length {
        step(
          UInt64(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt64.self)),
          UInt64(littleEndian: base.loadUnaligned(fromByteOffset: offset &+ 8, as: UInt64.self)))
        offset &+= 16
      }
      var tail: (UInt64, UInt64) = (0, 0)
      var index: UInt64 = 0
      while offset < length {
        let byte = UInt64(base.load(fromByteOffset: offset, as: UInt8.self))
        if index < 8 { tail.0 |= byte << (index &* 8) } else { tail.1 |= byte << ((index &- 8) &* 8) }
        index &+= 1
        offset &+= 1
      }
      step(tail.0, tail.1)
    }
    count &+= UInt64(length)
    step(UInt64(length), count)
  }

  public var identity: EventIdentity {
    var last = self
    last.step(first ^ Self.k3, second ^ Self.k0)
    last.step(count ^ Self.k3, Self.k1)
    return EventIdentity(high: last.second, low: last.first)
  }

  /// 64 bits of it.
  public static func of(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var hash = ContentHash()
    hash.combine(bytes)
    return hash.identity.low
  }
}
