import CZlib

/// Texts that are compressed with gzip inside a record, as CloudWatch Logs sends the events of a subscription.
enum GzipText {
  /// True for bytes that begin as gzip does.
  static func isCompressed(_ bytes: [UInt8]) -> Bool {
    bytes.count > 18 && bytes[0] == 0x1F && bytes[1] == 0x8B
  }

  /// The text; nil when the bytes are damaged, break off, or stand for more than `longest` bytes.
  static func decompressed(_ bytes: [UInt8], atMost longest: Int) -> [UInt8]? {
    var stream = z_stream()
    guard spendtop_inflate_init(&stream) == Z_OK else { return nil }
    defer { inflateEnd(&stream) }
    var input = bytes
    var output: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    let status = input.withUnsafeMutableBufferPointer { input -> Int32 in
      stream.next_in = input.baseAddress
      stream.avail_in = UInt32(input.count)
      var status = Z_OK
      while status == Z_OK, output.count <= longest {
        let written = chunk.withUnsafeMutableBufferPointer { room -> Int in
          stream.next_out = room.baseAddress
          stream.avail_out = UInt32(room.count)
          status = inflate(&stream, Z_NO_FLUSH)
          return room.count - Int(stream.avail_out)
        }
        output += chunk[..<written]
        if status == Z_OK, written == 0 { status = Z_BUF_ERROR }
      }
      return status
    }
    return status == Z_STREAM_END && output.count <= longest ? output : nil
  }
}
