/// A file of UTF-16 with a byte order mark, such as Windows PowerShell's `>` writes, as UTF-8 without the mark.
///
/// Offsets are those of the UTF-8 text, so a converted copy is the same stream. Half a character at the end is
/// left for when the rest is written; an unpaired surrogate becomes U+FFFD.
final class UTF16Source: ByteSource {
  private let input: EncodedInput
  private var isLittleEndian = true
  private var hasMark = false
  /// The first byte of a unit whose second is still to be read.
  private var half: UInt8?
  /// The first unit of a pair whose second is still to be read.
  private var high: UInt16?
  private var decoded: [UInt8] = []
  /// The first decoded byte that was not handed out.
  private var position = 0

  /// - Parameter carrier: The bytes from the byte order mark on.
  init(_ carrier: any ByteSource) {
    input = EncodedInput(carrier)
  }

  var inputOffset: Int64 { input.consumed }
  var isFinal: Bool { input.isFinal }

  /// True for the first bytes of such a file. The mark of UTF-32 begins with that of UTF-16.
  static func begins(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard bytes.count >= 2 else { return false }
    if bytes[0] == 0xFE, bytes[1] == 0xFF { return true }
    return bytes[0] == 0xFF && bytes[1] == 0xFE && !(bytes.count >= 4 && bytes[2] == 0 && bytes[3] == 0)
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    while position == decoded.count {
      try input.refill()
      guard !input.available.isEmpty else { return 0 }
      decodeAvailable()
    }
    let count = min(buffer.count, decoded.count - position)
    buffer.copyBytes(from: decoded[position..<position + count])
    position += count
    return count
  }

  private func decodeAvailable() {
    decoded.removeAll(keepingCapacity: true)
    position = 0
    for byte in input.available {
      guard let first = half else {
        half = byte
        continue
      }
      half = nil
      if hasMark {
        take(isLittleEndian ? UInt16(byte) << 8 | UInt16(first) : UInt16(first) << 8 | UInt16(byte))
      } else {
        isLittleEndian = first == 0xFF
        hasMark = true
      }
    }
    input.take(input.available.count)
  }

  private func take(_ unit: UInt16) {
    let isLow = UTF16.isTrailSurrogate(unit)
    if let first = high {
      high = nil
      if isLow {
        return put(Unicode.Scalar(0x1_0000 + (UInt32(first) & 0x3FF) << 10 + UInt32(unit) & 0x3FF))
      }
      put(nil)
    }
    if UTF16.isLeadSurrogate(unit) {
      high = unit
    } else {
      put(isLow ? nil : Unicode.Scalar(unit))
    }
  }

  /// Writes a character; nil stands for one that cannot be decoded.
  private func put(_ scalar: Unicode.Scalar?) {
    decoded += UTF8.encode(scalar ?? "\u{FFFD}") ?? UTF8.encodedReplacementCharacter
  }
}
