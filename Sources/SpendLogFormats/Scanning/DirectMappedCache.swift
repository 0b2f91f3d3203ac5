import Glibc

/// Cache of the meanings of names, keyed by their bytes: a file repeats a few names on every line, and a
/// comparison is faster than a new interpretation.
final class DirectMappedCache<Value> {
  private struct Entry {
    var length = 0
    var value: Value?
  }

  private let longest: Int
  /// Right shift from a name's hash to its slot.
  private let shift: UInt64
  private let places: Int
  private let entries: UnsafeMutablePointer<Entry>
  private let names: UnsafeMutablePointer<UInt8>

  /// Keeps up to 2^`bits` names of up to `longest` bytes.
  init(bits: Int = 8, longest: Int = 64) {
    self.longest = longest
    shift = UInt64(64 - bits)
    places = 1 << bits
    entries = .allocate(capacity: places)
    entries.initialize(repeating: Entry(), count: places)
    names = .allocate(capacity: places * longest)
  }

  deinit {
    entries.deinitialize(count: places)
    entries.deallocate()
    names.deallocate()
  }

  /// The value of a name, which `work` makes of it when it was not seen lately.
  @inline(__always)
  func value(of name: UnsafeRawBufferPointer, _ work: (UnsafeRawBufferPointer) -> Value) -> Value {
    guard let start = name.baseAddress, name.count > 0, name.count <= longest else { return work(name) }
    let place = place(of: start, name.count)
    let known = names + place * longest
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
  private func place(of start: UnsafeRawPointer, _ count: Int) -> Int {
    func word(_ offset: Int) -> UInt64 { start.loadUnaligned(fromByteOffset: offset, as: UInt64.self) }
    func byte(_ offset: Int) -> UInt64 { UInt64(start.load(fromByteOffset: offset, as: UInt8.self)) }
    let mixed =
      count >= 8
      ? word(0) ^ word(count / 2 &- 4) &* 3 ^ word(count &- 8) &* 5
      : byte(0) | byte(count / 2) << 8 | byte(count &- 1) << 16
    return Int(truncatingIfNeeded: ((mixed &+ UInt64(count)) &* 0x9E37_79B9_7F4A_7C15) >> shift)
  }
}
