import CZstd
import Foundation

/// A column's value that is compressed with zstd.
enum CompressedBody {
  private static let mark: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]

  static func isCompressed(_ value: Data) -> Bool { value.starts(with: mark) }

  /// The text that a value stands for; nil for a damaged value, and for a text of more than `limit` bytes.
  static func text(of value: Data, atMost limit: Int) -> Data? {
    guard let stream = ZSTD_createDStream() else { return nil }
    defer { ZSTD_freeDStream(stream) }
    // Windows up to 128 MiB: the memory is bounded.
    ZSTD_DCtx_setParameter(stream, ZSTD_d_windowLogMax, 27)
    let size = 128 << 10
    let piece = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
    defer { piece.deallocate() }
    return value.withUnsafeBytes { bytes in
      var text = Data()
      var source = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
      while true {
        var target = ZSTD_outBuffer(dst: piece, size: size, pos: 0)
        let status = ZSTD_decompressStream(stream, &target, &source)
        guard ZSTD_isError(status) == 0, text.count + target.pos <= limit else { return nil }
        text.append(UnsafeRawBufferPointer(start: piece, count: target.pos).bindMemory(to: UInt8.self))
        if status == 0, source.pos == source.size { return text }
        // The value ends in the middle of a frame.
        if source.pos == source.size, target.pos == 0 { return nil }
      }
    }
  }
}
