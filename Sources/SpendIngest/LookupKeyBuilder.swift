import Glibc
import SpendLogFormats

/// Concatenated texts that form a single lookup key. An array would check at each append that it is uniquely
/// referenced.
final class LookupKeyBuilder {
  private let storage: UnsafeMutableRawPointer
  private var count = 0
  private static let capacity = 16 << 10

  init() {
    storage = .allocate(byteCount: Self.capacity, alignment: 16)
  }

  deinit {
    storage.deallocate()
  }

  /// The appended bytes, valid until the next change.
  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: storage, count: count) }

  func removeAll() {
    count = 0
  }

  /// Adds a text, at most `FieldText.longest` bytes of it, and a separator.
  @inline(__always)
  func append(_ text: FieldText) {
    append(text.bytes)
  }

  func append(_ text: String) {
    var text = text
    text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
  }

  @inline(__always)
  private func append(_ bytes: UnsafeRawBufferPointer) {
    let length = min(bytes.count, FieldText.longest, Self.capacity - 1 - count)
    if length > 0, let start = bytes.baseAddress {
      memcpy(storage + count, start, length)
      count += length
    }
    guard count < Self.capacity else { return }
    storage.storeBytes(of: 0x1F, toByteOffset: count, as: UInt8.self)
    count += 1
  }
}
