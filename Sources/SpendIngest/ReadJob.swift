import SpendCore

/// One file to be read from where its stream was left to its present end.
struct ReadJob: Sendable {
  var index: Int
  var stream: Int64
  var log: DiscoveredLog
  var file: OpenFile
  var codec: Codec
  var source: LogSource
  var checkpoint: StreamCheckpoint
  /// The first bytes of the stream, at most `Fingerprint.longestHead`.
  var head: [UInt8]
  /// Nothing will be added to this file: a last line without an end is a line.
  var endsForGood: Bool
  /// A last line without an end counts when it is a whole JSON object.
  var acceptsWholeObject: Bool
  var isPipe = false

  /// Bytes of the file that are still to be read, for progress.
  var bytesToRead: Int64 {
    switch codec {
    case _ where isPipe: 0
    case .plain: max(0, log.size - checkpoint.offset)
    case .gzip, .zstd: log.size
    case .sqlite: 0
    }
  }

  /// The decompressed bytes, from the beginning for compressed files.
  func open() throws -> any ByteSource {
    if isPipe { return PipeSource(descriptor: file.descriptor) }
    return switch codec {
    case .plain: PlainSource(file, from: checkpoint.offset, endsForGood: endsForGood)
    case .gzip: try GzipSource(file)
    case .zstd: try ZstdSource(file)
    case .sqlite:
      try DatabaseSource(
        path: log.path, from: checkpoint.offset, position: checkpoint.decoderState)
    }
  }
}
