import Glibc
import SpendCore

/// Keeps files that programs may still write into open, so that what is written after a file was renamed or
/// deleted is read to its end.
///
/// As many are kept as the limit of open files allows. When there are more, the one that grew least recently
/// is closed, and never before it was read to its end.
struct OpenFileCache {
  /// A file whose name has gone to another file, or is gone.
  struct RotatedFile {
    var file: OpenFile
    var log: DiscoveredLog
    /// True when the file has been without a name for so long that all writers are assumed to have closed
    /// it.
    var isExpired = false
  }

  private struct Kept {
    var rotatedFile: RotatedFile
    /// Rises with each growth: the order of eviction.
    var age: UInt64
  }

  private var files: [String: Kept] = [:]
  private var clock: UInt64 = 0
  /// Files that have lost their names, and since when.
  private var leaving: [(rotatedFile: RotatedFile, since: ContinuousClock.Instant)] = []
  private var lastDrain: ContinuousClock.Instant?

  /// Descriptors that the rest of the process needs.
  private static let reserve = 64
  private static let most: rlim_t = 65_536
  /// The number of files that the process may open: as many as its hard limit allows, which it is raised to
  /// before the first file is kept.
  static let limit: Int = {
    let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    var limit = rlimit()
    guard getrlimit(files, &limit) == 0 else { return 256 }
    let wanted = min(limit.rlim_max, most)
    if wanted > limit.rlim_cur {
      var raised = limit
      raised.rlim_cur = wanted
      if setrlimit(files, &raised) == 0 { limit = raised }
    }
    return Int(clamping: min(limit.rlim_cur, most))
  }()
  /// Files that may be open at once to be read.
  static let share = max(8, min(256, (limit - reserve) / 4))
  /// Files that may be kept open besides.
  static let capacity = max(8, limit - reserve - share)

  /// Time that a program may take to reopen its log after a request to do so; until then it writes on.
  private static let grace = Duration.seconds(60)
  /// The rest between two looks at files that have lost their names.
  private static let drainInterval = Duration.milliseconds(500)

  var isFull: Bool { files.count + leaving.count >= Self.capacity }

  /// Files that are kept, with and without their names.
  var ids: Set<LogDiscovery.FileID> {
    Set(files.values.map(\.rotatedFile.log.id) + leaving.map(\.rotatedFile.log.id))
  }

  func isKept(_ log: DiscoveredLog) -> Bool { files[log.path]?.rotatedFile.log.id == log.id }

  mutating func keep(_ file: OpenFile, _ log: DiscoveredLog) {
    clock += 1
    if let old = files[log.path], old.rotatedFile.log.id != log.id {
      // Its name was given away between two looks.
      leaving.append((old.rotatedFile, .now))
    }
    files[log.path] = Kept(rotatedFile: RotatedFile(file: file, log: log), age: clock)
  }

  /// Closes files beyond the capacity, those that grew least recently first. Returns the files that have lost
  /// their names and cannot be kept as long as they should be.
  ///
  /// - Parameter isRead: Whether a file is read to its present end.
  mutating func evict(isRead: (DiscoveredLog) -> Bool) -> [DiscoveredLog] {
    var excess = files.count + leaving.count - Self.capacity
    guard excess > 0 else { return [] }
    var lost: [DiscoveredLog] = []
    for (path, kept) in files.sorted(by: { $0.value.age < $1.value.age }) where excess > 0 {
      var log = kept.rotatedFile.log
      if let status = try? kept.rotatedFile.file.status() { log.size = Int64(status.st_size) }
      guard isRead(log) else { continue }
      if LogDiscovery.id(ofPath: path) != log.id { lost.append(log) }
      files[path] = nil
      excess -= 1
    }
    leaving.removeAll { rotatedFile, _ in
      guard excess > 0 else { return false }
      var log = rotatedFile.log
      if let status = try? rotatedFile.file.status() { log.size = Int64(status.st_size) }
      guard isRead(log) else { return false }
      lost.append(log)
      excess -= 1
      return true
    }
    return lost
  }

  /// The kept files that are not what their paths show now, again and again for a minute, and longer when
  /// they are not read to their ends by then: the database may refuse for a while.
  ///
  /// Minutes are not measured by the wall clock, which may jump.
  ///
  /// - Parameter paths: Those that something was heard of; nil to look at all of them.
  mutating func replaced(
    _ logs: [DiscoveredLog], heard paths: Set<String>?, isRead: (DiscoveredLog) -> Bool
  ) -> [RotatedFile] {
    let now = ContinuousClock.now
    let present = Set(logs.map(\.id))
    var gone: [String] = []
    func look(_ path: String) {
      guard let kept = files[path]?.rotatedFile else { return }
      // Found under another name: that name will be read, and recognised by its content.
      if present.contains(kept.log.id) { return }
      if LogDiscovery.id(ofPath: path) != kept.log.id { gone.append(path) }
    }
    if let paths { paths.forEach(look) } else { files.keys.forEach(look) }
    for path in gone {
      if let kept = files.removeValue(forKey: path) { leaving.append((kept.rotatedFile, now)) }
    }
    leaving.removeAll { present.contains($0.rotatedFile.log.id) }
    guard !leaving.isEmpty else { return [] }
    if gone.isEmpty, paths != nil, let lastDrain, now - lastDrain < Self.drainInterval { return [] }
    lastDrain = now
    var rotatedFiles: [RotatedFile] = []
    leaving.removeAll { rotatedFile, since in
      guard let status = try? rotatedFile.file.status() else { return true }
      var current = rotatedFile
      current.log.size = Int64(status.st_size)
      current.isExpired = now - since > Self.grace
      if current.isExpired, isRead(current.log) { return true }
      rotatedFiles.append(current)
      return false
    }
    return rotatedFiles
  }

  /// The same files for another configuration: those that one of its sources names as well.
  func keeping(_ old: [LogSource], as new: [LogSource]) -> OpenFileCache {
    func moved(_ rotatedFile: RotatedFile) -> RotatedFile? {
      guard let source = new.firstIndex(where: { $0.path == old[rotatedFile.log.source].path }) else {
        return nil
      }
      var rotatedFile = rotatedFile
      rotatedFile.log.source = source
      return rotatedFile
    }
    var keeper = self
    keeper.files = files.compactMapValues { kept in
      moved(kept.rotatedFile).map { Kept(rotatedFile: $0, age: kept.age) }
    }
    keeper.leaving = leaving.compactMap { rotatedFile, since in moved(rotatedFile).map { ($0, since) } }
    return keeper
  }
}
