import CZstd
import Glibc

/// A zstd file: any number of frames, skippable ones included.
final class ZstdSource: ByteSource {
  private let input: EncodedInput
  private let stream: OpaquePointer
  private var isInsideFrame = true
  private var limit = ExpansionLimit()

  /// `carrier`: the compressed bytes from their start.
  init(_ carrier: any ByteSource) throws {
    input = EncodedInput(carrier)
    guard let stream = ZSTD_createDStream() else { throw ReadError.corrupt("zstd cannot start") }
    self.stream = stream
    // Windows up to 128 MiB, which is what zstd --long makes: the memory is bounded.
    ZSTD_DCtx_setParameter(stream, ZSTD_d_windowLogMax, 27)
  }

  deinit {
    ZSTD_freeDStream(stream)
  }

  var inputOffset: Int64 { input.consumed }
  var isFinal: Bool { input.isFinal }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    while true {
      try input.refill()
      if input.isAtEnd, !isInsideFrame { return 0 }
      var source = ZSTD_inBuffer(src: input.available.baseAddress, size: input.available.count, pos: 0)
      var target = ZSTD_outBuffer(dst: buffer.baseAddress, size: buffer.count, pos: 0)
      let status = ZSTD_decompressStream(stream, &target, &source)
      input.take(source.pos)
      if ZSTD_isError(status) != 0 {
        throw ReadError.corrupt(String(cString: ZSTD_getErrorName(status)))
      }
      // 0 means that a frame has ended and all of its output has been returned.
      isInsideFrame = status != 0
      if target.pos > 0 {
        try limit.add(target.pos, consumed: inputOffset)
        return target.pos
      }
      if input.isAtEnd { throw ReadError.unfinished }
    }
  }
}
