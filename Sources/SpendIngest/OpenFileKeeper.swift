import Glibc

/// Keeps recently changed files open, so that what a program still writes into a file after it was
/// renamed or deleted is read to its end.
struct OpenFileKeeper {
  /// A file whose name has gone to another file, or is gone.
  struct Leftover {
    var file: OpenFile
    var log: DiscoveredLog
  }

  private var files: [String: Leftover] = [:]
  private var order: [String] = []

  /// Files that may be open to be read, and as many again that are kept: what the process is allowed,
  /// less what the rest of it needs.
  static let share: Int = {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 16 }
    return max(8, min(256, (Int(clamping: limit.rlim_cur) - 40) / 2))
  }()

  mutating func keep(_ file: OpenFile, _ log: DiscoveredLog) {
    if files.updateValue(Leftover(file: file, log: log), forKey: log.path) == nil { order.append(log.path) }
    if order.count > min(128, Self.share) { files[order.removeFirst()] = nil }
  }

  /// The kept files that are not what their paths show now; they are kept no longer.
  mutating func takeReplaced(_ logs: [DiscoveredLog]) -> [Leftover] {
    let present = Dictionary(logs.map { ($0.inode, $0.path) }, uniquingKeysWith: { first, _ in first })
    var replaced: [Leftover] = []
    for path in order {
      guard let kept = files[path] else { continue }
      // Found under another name: that name will be read, and recognised by its content.
      if present[kept.log.inode] != nil { continue }
      guard let status = try? kept.file.status(), LogDiscovery.id(ofPath: path)?.inode != kept.log.inode
      else {
        continue
      }
      var log = kept.log
      log.size = Int64(status.st_size)
      replaced.append(Leftover(file: kept.file, log: log))
      files[path] = nil
    }
    order.removeAll { files[$0] == nil }
    return replaced
  }
}
