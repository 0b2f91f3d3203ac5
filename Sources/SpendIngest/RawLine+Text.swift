import SpendLogFormats

extension RawLine {
  /// A line as it lies in a file, without the bytes that are not text: the zeros of a hole before it, the
  /// byte order mark of a file or of one that was joined to it, the CR of its end. Nil for a blank one.
  init?(raw: UnsafeRawBufferPointer, offset: Int64, number: Int64) {
    var bytes = raw[...]
    bytes = bytes.drop { $0 == 0 }
    let offset = offset + Int64(raw.count - bytes.count)
    if bytes.first == 0xEF, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
    if bytes.last == 0x0D { bytes = bytes.dropLast() }
    guard bytes.contains(where: { $0 > 0x20 }) else { return nil }
    self.init(bytes: UnsafeRawBufferPointer(rebasing: bytes), offset: offset, number: number)
  }
}
