import Glibc
import SpendCore

/// Finds the streams whose files are gone: some of those that have not grown for a while at a time, in turn.
struct MissingFiles {
  let ledger: any IngestLedger

  /// Streams that are looked at with each look at everything while following, and by one reading.
  static let examinedByLook = 200
  static let examinedByReading = 2_000
  /// Seconds since a stream has grown, after which its file is looked for.
  private static let oldSeconds: Int64 = 3_600

  /// Notes the next streams whose files are gone, and returns them. Throws what the store throws.
  func note(at now: Instant, limit: Int) throws -> [StreamRecord] {
    let old = try ledger.oldStreams(before: now.adding(seconds: -Self.oldSeconds), limit: limit)
    let gone = try old.filter(isGone)
    let last = old.count < limit ? 0 : old.last?.id ?? 0
    try ledger.noteMissing(gone.map(\.id), upTo: last)
    return gone
  }

  /// True when the file of a stream was removed, or replaced by the file of another stream. A file that cannot
  /// be looked for is not gone.
  private func isGone(_ stream: StreamRecord) throws -> Bool {
    let place = stream.place
    guard place.path.hasPrefix("/") else { return false }
    var status = stat()
    guard stat(place.path, &status) == 0 else { return errno == ENOENT || errno == ENOTDIR }
    let id = LogDiscovery.FileID(status)
    return try ledger.streams(matching: [.inode(device: id.device, inode: id.inode)]).contains {
      $0.id != stream.id && $0.place.path == place.path
    }
  }
}
