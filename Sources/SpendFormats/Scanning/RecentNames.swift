import Glibc

/// What names were found to mean, kept by their bytes: a file says the same few names on every line, and
/// comparing a name with the one seen before is faster than working out what it means again.
final class RecentNames<Value> {
  private struct Entry {
    var length = 0
    var value: Value?
  }

  private static var places: Int { 256 }
  private static var longest: Int { 64 }

  private let entries: UnsafeMutablePointer<Entry>
  private let names: UnsafeMutablePointer<UInt8>

  init() {
    entries = .allocate(capacity: Self.places)
    entries.initialize(repeating: Entry(), count: Self.places)
    names = .allocate(capacity: Self.places * Self.longest)
  }

  deinit {
    entries.deinitialize(count: Self.places)
    entries.deallocate()
    names.deallocate()
  }

  /// The value of a name, which `work` makes of it when it was not seen lately.
  @inline(__always)
  func value(of name: UnsafeRawBufferPointer, _ work: (UnsafeRawBufferPointer) -> Value) -> Value {
    guard let start = name.baseAddress, name.count > 0, name.count <= Self.longest else { return work(name) }
    let place = Self.place(of: start, name.count)
    let known = names + place * Self.longest
    if entries[place].length == name.count, memcmp(known, start, name.count) == 0,
      let value = entries[place].value
    {
      return value
    }
    let value = work(name)
    UnsafeMutableRawPointer(known).copyMemory(from: start, byteCount: name.count)
    entries[place] = Entry(length: name.count, value: value)
    return value
  }

  @inline(__always)
  private static func place(of start: UnsafeRawPointer, _ count: Int) -> Int {
    func word(_ offset: Int) -> UInt64 { start.loadUnaligned(fromByteOffset: offset, as: UInt64.self) }
    func byte(_ offset: Int) -> UInt64 { UInt64(start.load(fromByteOffset: offset, as: UInt8.self)) }
    let mixed =
      count >= 8
      ? word(0) ^ word(count / 2 &- 4) &* 3 ^ word(count &- 8) &* 5
      : byte(0) | byte(count / 2) << 8 | byte(count &- 1) << 16
    return Int(truncatingIfNeeded: ((mixed &+ UInt64(count)) &* 0x9E37_79B9_7F4A_7C15) >> 56)
  }
}
