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

  /// The decoded bytes, from the beginning for compressed files and those of another encoding. Of a pipe,
  /// whatever it turns out to carry.
  ///
  /// `end`: set when reading is to end.
  func open(until end: StopSignal? = nil) throws -> any ByteSource {
    if let stop { return try Self.decoded(PipeSource(descriptor: file.descriptor, stop: stop)) }
    let start = codec.isDecoded ? 0 : checkpoint.offset
    return try codec.source(over: PlainSource(file, from: start, isFinal: isFinal, stop: end))
      ?? DatabaseSource(
        databases, path: log.path, from: checkpoint.offset, position: checkpoint.decoderState, stop: end)
  }

  private static func decoded(_ pipe: PipeSource) throws -> any ByteSource {
    try pipe.peek { Codec(magic: $0) }.source(over: pipe) ?? pipe
  }
}
