import Glibc
public import SpendCore

/// A file that has lost bytes that were read from it.
public struct ShortenedFile: Sendable {
  public var source: SourceReport
  /// Present size of the file.
  public var size: Int64

  /// The files that are shorter than what is stored of them, by path.
  ///
  /// Only the newest stream at a path is compared, and only with a file that begins like it: another file may
  /// have the path and the inode after a rotation, and a truncated file begins anew. Memory does not depend on
  /// the number of files.
  ///
  /// - Parameter forEachSource: Calls its argument with each stream; it is used a second time when a file is
  ///   shorter than a stream at its path.
  public static func all(
    _ forEachSource: (_ body: (SourceReport) throws -> Void) throws -> Void
  ) throws -> [ShortenedFile] {
    func isPlain(_ source: SourceReport) -> Bool {
      source.codec == Codec.plain.rawValue && source.path != "-"
    }
    var found: [String: ShortenedFile] = [:]
    try forEachSource { source in
      guard isPlain(source), found[source.path].map({ $0.source.id < source.id }) ?? true,
        source.state == .live, let file = try? OpenFile(path: source.path, followingLink: true),
        let status = try? file.status(), UInt64(status.st_ino) == source.inode,
        Int64(status.st_size) < source.committed, begins(file, like: source)
      else { return }
      found[source.path] = ShortenedFile(source: source, size: Int64(status.st_size))
    }
    guard !found.isEmpty else { return [] }
    try forEachSource { source in
      guard isPlain(source), let older = found[source.path], older.source.id < source.id else { return }
      found[source.path] = nil
    }
    return found.values.sorted { $0.source.path < $1.source.path }
  }

  private static func begins(_ file: OpenFile, like source: SourceReport) -> Bool {
    guard (1...Int64(Fingerprint.longestHead)).contains(source.headLength) else { return false }
    var head = [UInt8](repeating: 0, count: Int(source.headLength))
    let count = try? head.withUnsafeMutableBytes { try file.read(into: $0, at: 0) }
    return count == head.count && Fingerprint.hash(head) == source.headHash
  }
}
