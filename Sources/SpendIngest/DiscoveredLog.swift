import SpendCore

/// A file that a source names, as the directory showed it.
struct DiscoveredLog {
  var path: String
  /// Index of the first source that names it.
  var source: Int
  var device: UInt64
  var inode: UInt64
  var size: Int64
  var modifiedNanoseconds: Int64
  /// True when the last path component may be a link: it was named by the user, or stays inside its
  /// folder.
  var mayBeLink: Bool

  var id: LogDiscovery.FileID { LogDiscovery.FileID(device: device, inode: inode) }
}

extension FileLocation {
  init(_ log: DiscoveredLog, _ codec: Codec) {
    self.init(
      path: log.path, device: log.device, inode: log.inode, size: log.size,
      modifiedNanoseconds: log.modifiedNanoseconds, codec: codec.rawValue)
  }

  /// True when a file is unchanged since it was last read to its end.
  func isAs(_ log: DiscoveredLog) -> Bool {
    size == log.size && modifiedNanoseconds == log.modifiedNanoseconds && inode == log.inode
      && device == log.device
  }
}
