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
  /// True when the file is final: a last line without an end is a line.
  var isFinal: Bool
  /// A last line without an end counts when it is a whole JSON object, or a list of them.
  var acceptsWholeObject: Bool
  /// The time of lines that have none.
  var fallbackTime: Instant
  /// True when the file was unchanged for so long that its last line is not being written any more.
  var isSettled = false
  /// Ends the reading of a pipe; nil for files.
  var stop: StopSignal?
  /// The file has lost its name: it is reached by its descriptor alone.
  var hasLostName = false
  /// Opens the file when it is a database; nil when such files are not read.
  var databases: (any ToolDatabaseOpener)?
  /// The reader that a slice of this job left in the middle of compressed data.
  var parked: ParkedReader?

  var isPipe: Bool { stop != nil }

  /// Bytes of the file that are still to be read, for progress.
  var bytesToRead: Int64 {
    switch codec {
    case _ where isPipe: 0
    case .plain: max(0, log.size - checkpoint.offset)
    case .gzip, .zstd, .utf16, .carriageReturns: log.size
    case .sqlite: 0
    }
  }

  /// The decoded bytes, from the beginning for compressed files and those of another encoding. Of a pipe, whatever it turns out to
  /// carry.
  ///
  /// `end`: set when reading is to end.
  func open(until end: StopSignal? = nil) throws -> any ByteSource {
    if let stop { return try Self.decoded(PipeSource(descriptor: file.descriptor, stop: stop)) }
    return switch codec {
    case .plain: PlainSource(file, from: checkpoint.offset, isFinal: isFinal, stop: end)
    case .gzip: try GzipSource(PlainSource(file, from: 0, isFinal: isFinal, stop: end))
    case .zstd: try ZstdSource(PlainSource(file, from: 0, isFinal: isFinal, stop: end))
    case .utf16: UTF16Source(PlainSource(file, from: 0, isFinal: isFinal, stop: end))
    case .carriageReturns: CarriageReturnSource(PlainSource(file, from: 0, isFinal: isFinal, stop: end))
    case .sqlite:
      try DatabaseSource(
        databases, path: log.path, from: checkpoint.offset, position: checkpoint.decoderState, stop: end)
    }
  }

  private static func decoded(_ pipe: PipeSource) throws -> any ByteSource {
    switch try pipe.peek({ Codec(magic: $0) }) {
    case .gzip: try GzipSource(pipe)
    case .zstd: try ZstdSource(pipe)
    case .utf16: UTF16Source(pipe)
    case .carriageReturns: CarriageReturnSource(pipe)
    case .plain, .sqlite: pipe
    }
  }
}
