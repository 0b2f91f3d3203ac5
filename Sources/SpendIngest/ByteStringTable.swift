import Glibc

/// Numbers for byte strings: a small hash table that copies each string once.
struct ByteStringTable {
  private struct Slot {
    var hash: UInt64
    var start: UInt32
    var count: UInt32
    var value: Int32
  }

  private var slots: [Slot]
  private var bytes: [UInt8] = []
  private(set) var count = 0

  private static let free = Slot(hash: 0, start: 0, count: 0, value: -1)

  init(capacity: Int = 256) {
    slots = [Slot](repeating: Self.free, count: capacity)
  }

  mutating func removeAll() {
    guard count > 0 else { return }
    for index in slots.indices { slots[index] = Self.free }
    bytes.removeAll(keepingCapacity: true)
    count = 0
  }

  /// The value of a string, nil when it is new.
  @inline(__always)
  func find(_ key: UnsafeRawBufferPointer, hash: UInt64) -> Int32? {
    let mask = slots.count &- 1
    var position = Int(truncatingIfNeeded: hash) & mask
    while slots[position].value >= 0 {
      let slot = slots[position]
      if slot.hash == hash, Int(slot.count) == key.count, isEqual(slot, key) { return slot.value }
      position = (position &+ 1) & mask
    }
    return nil
  }

  private func isEqual(_ slot: Slot, _ key: UnsafeRawBufferPointer) -> Bool {
    guard let start = key.baseAddress, key.count > 0 else { return slot.count == 0 }
    return bytes.withUnsafeBytes { known in
      known.baseAddress.map { memcmp($0 + Int(slot.start), start, key.count) == 0 } ?? false
    }
  }

  mutating func insert(_ key: UnsafeRawBufferPointer, hash: UInt64, value: Int32) {
    if (count + 1) * 2 > slots.count { grow() }
    place(Slot(hash: hash, start: UInt32(bytes.count), count: UInt32(key.count), value: value))
    bytes.append(contentsOf: key)
    count += 1
  }

  private mutating func place(_ slot: Slot) {
    let mask = slots.count - 1
    var position = Int(truncatingIfNeeded: slot.hash) & mask
    while slots[position].value >= 0 { position = (position + 1) & mask }
    slots[position] = slot
  }

  private mutating func grow() {
    let old = slots
    slots = [Slot](repeating: Self.free, count: old.count * 2)
    for slot in old where slot.value >= 0 { place(slot) }
  }
}
