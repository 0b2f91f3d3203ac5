import CZlib
import Glibc

/// A gzip file: any number of consecutive members. Other bytes behind the last member, such as the zero
/// padding of tapes, are ignored.
final class GzipSource: ByteSource {
  private let input: EncodedInput
  private var stream = z_stream()
  private var isInsideMember = false
  private var membersRead = 0
  private var isDone = false
  private var limit = ExpansionLimit()

  /// `carrier`: the compressed bytes from their start.
  init(_ carrier: any ByteSource) throws {
    input = EncodedInput(carrier)
    guard spendtop_inflate_init(&stream) == Z_OK else { throw ReadError.corrupt("zlib cannot start") }
  }

  deinit {
    inflateEnd(&stream)
  }

  var inputOffset: Int64 { input.consumed }
  /// An archive that is still being written may grow by a member that begins in the middle of a line.
  var isFinal: Bool { input.isFinal }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    var written = 0
    while written == 0, !isDone {
      try input.refill()
      if input.available.isEmpty {
        if isInsideMember || membersRead == 0 { throw ReadError.unfinished }
        isDone = true
        break
      }
      if !isInsideMember {
        guard try beginsMember() else {
          isDone = true
          break
        }
      }
      written = try inflateSome(into: buffer)
    }
    try limit.add(written, consumed: inputOffset)
    return written
  }

  /// True when another member follows; the first is required.
  private func beginsMember() throws -> Bool {
    guard membersRead == 0 || input.available[0] == 0x1F else { return false }
    isInsideMember = true
    inflateReset(&stream)
    return true
  }

  private func inflateSome(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    stream.next_in = UnsafeMutablePointer(
      mutating: input.available.baseAddress?.assumingMemoryBound(to: UInt8.self))
    stream.avail_in = UInt32(input.available.count)
    stream.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.avail_out = UInt32(clamping: buffer.count)
    let room = stream.avail_out
    let status = inflate(&stream, Z_NO_FLUSH)
    input.take(input.available.count - Int(stream.avail_in))
    switch status {
    case Z_OK, Z_BUF_ERROR: break
    case Z_STREAM_END:
      isInsideMember = false
      membersRead += 1
    default:
      if membersRead > 0, stream.total_out == 0 {
        // Bytes that look like a member and are none.
        isDone = true
        break
      }
      throw ReadError.corrupt(stream.msg.map { String(cString: $0) } ?? "code \(status)")
    }
    return Int(room - stream.avail_out)
  }
}
