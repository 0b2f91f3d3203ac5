import Glibc

/// A buffer of bytes that are to be decoded, and how far it has been used.
final class EncodedInput {
  private let carrier: any ByteSource
  private let buffer: UnsafeMutableRawBufferPointer
  private(set) var available = UnsafeRawBufferPointer(start: nil, count: 0)
  private(set) var isAtEnd = false

  init(_ carrier: any ByteSource) {
    self.carrier = carrier
    buffer = .allocate(byteCount: 128 << 10, alignment: 16)
  }

  deinit {
    buffer.deallocate()
  }

  var consumed: Int64 { carrier.inputOffset - Int64(available.count) }
  var isFinal: Bool { carrier.isFinal }

  func refill() throws {
    guard available.isEmpty, !isAtEnd else { return }
    let count = try carrier.read(into: buffer)
    available = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<count])
    isAtEnd = count == 0
  }

  func take(_ count: Int) {
    available = UnsafeRawBufferPointer(rebasing: available[min(count, available.count)...])
  }
}
