import Glibc
public import SpendCore

/// A file that has lost bytes that were read from it.
public struct ShortenedFile: Sendable {
  public var source: SourceReport
  /// Present size of the file.
  public var size: Int64

  /// The files of `sources` that are shorter than what is stored of them.
  ///
  /// Only the newest stream at a path is compared, and only with a file that begins like it: another file may
  /// have the path and the inode after a rotation, and a truncated file begins anew.
  public static func all(in sources: [SourceReport]) -> [ShortenedFile] {
    var newest: [String: SourceReport] = [:]
    for source in sources where source.codec == Codec.plain.rawValue && source.path != "-" {
      if let known = newest[source.path], known.id > source.id { continue }
      newest[source.path] = source
    }
    return newest.values.sorted { $0.path < $1.path }.compactMap { source in
      guard source.state == .live, let file = try? OpenFile(path: source.path, followingLink: true),
        let status = try? file.status(), UInt64(status.st_ino) == source.inode,
        Int64(status.st_size) < source.committed, begins(file, like: source)
      else { return nil }
      return ShortenedFile(source: source, size: Int64(status.st_size))
    }
  }

  private static func begins(_ file: OpenFile, like source: SourceReport) -> Bool {
    guard (1...Int64(Fingerprint.longestHead)).contains(source.headLength) else { return false }
    var head = [UInt8](repeating: 0, count: Int(source.headLength))
    let count = try? head.withUnsafeMutableBytes { try file.read(into: $0, at: 0) }
    return count == head.count && Fingerprint.hash(head) == source.headHash
  }
}
