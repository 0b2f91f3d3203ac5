/// Read positions of log streams.
///
/// A stream is content, not a path: a stream is recognised by its bytes, independent of their location and
/// compression.
public protocol IngestLedger: AnyObject {
  /// The known streams that match any of the queries, in the order of the queries.
  func streams(matching queries: [StreamQuery]) throws -> [StreamRecord]
  /// The endings of the short streams with this hash of their first bytes.
  func endings(ofHead hash: UInt64) throws -> [StreamEnding]
  /// Registers streams that have not been seen, at offset 0, and returns their rows in order.
  func register(_ places: [FileLocation], at now: Instant) throws -> [Int64]
  /// Records the current locations of streams, and the outcome of reading each.
  func note(_ sightings: [StreamUpdate]) throws
  /// The next streams that have not grown since `moment` and are not known to be missing, at most `limit`.
  /// Each `noteMissing` moves on to those behind its last one.
  func oldStreams(before moment: Instant, limit: Int) throws -> [StreamRecord]
  /// Records that the files of streams are gone, and that the streams up to `last` were examined; 0 to begin
  /// again.
  func noteMissing(_ streams: [Int64], upTo last: Int64) throws
}

/// A known stream as a pass over the files met it.
public struct StreamUpdate: Sendable, Hashable {
  public var stream: Int64
  public var place: FileLocation
  public var state: StreamState
  /// Reason why the file could not be read to its end.
  public var error: String?

  public init(stream: Int64, place: FileLocation, state: StreamState, error: String? = nil) {
    self.stream = stream
    self.place = place
    self.state = state
    self.error = error
  }
}

public enum StreamState: String, Sendable, Hashable {
  case live
  case complete
  case missing
  case error
}

/// Last known location of a stream's file; hints only.
public struct FileLocation: Sendable, Hashable {
  public var path: String
  public var device: UInt64
  public var inode: UInt64
  /// Size and change times of the carrier as of the last complete reading, to skip it unread.
  public var size: Int64
  public var modifiedNanoseconds: Int64
  public var codec: String

  public init(
    path: String, device: UInt64, inode: UInt64, size: Int64, modifiedNanoseconds: Int64, codec: String
  ) {
    self.path = path
    self.device = device
    self.inode = inode
    self.size = size
    self.modifiedNanoseconds = modifiedNanoseconds
    self.codec = codec
  }
}

/// Committed position of a stream, with the data needed to recognise it and to continue.
public struct StreamCheckpoint: Sendable, Hashable {
  /// Decompressed bytes that are stored; always just behind a line's end.
  public var offset: Int64 = 0
  public var line: Int64 = 0
  /// Number of leading decompressed bytes that `headHash` covers.
  public var headLength: Int64 = 0
  public var headHash: UInt64 = 0
  /// Number of bytes before `offset` that `tailHash` covers.
  public var tailLength: Int64 = 0
  public var tailHash: UInt64 = 0
  public var format = ""
  /// Decoder state after earlier lines.
  public var decoderState: [UInt8] = []

  public init() {}
}

public struct StreamRecord: Sendable, Hashable {
  public var id: Int64
  public var place: FileLocation
  public var state: StreamState
  public var checkpoint: StreamCheckpoint

  public init(id: Int64, place: FileLocation, state: StreamState, checkpoint: StreamCheckpoint) {
    self.id = id
    self.place = place
    self.state = state
    self.checkpoint = checkpoint
  }
}
