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
