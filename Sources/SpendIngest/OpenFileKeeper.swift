import Glibc
import SpendCore

/// Keeps recently changed files open, so that what a program still writes into a file after it was
/// renamed or deleted is read to its end.
struct OpenFileKeeper {
  /// A file whose name has gone to another file, or is gone.
  struct Leftover {
    var file: OpenFile
    var log: DiscoveredLog
    /// It has been without a name for so long that nobody writes it any more.
    var isGivenUp = false
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

  /// Files that have lost their names, and since when.
  private var leaving: [(leftover: Leftover, since: ContinuousClock.Instant)] = []
  /// A program that was told to open its log anew may take so long to do it, and writes on till then.
  private static let grace = Duration.seconds(60)

  /// The kept files that are not what their paths show now, again and again for a minute, and longer when
  /// they are not read to their ends by then: the database may refuse for a while.
  ///
  /// Minutes are not told by the clock on the wall: that one may jump.
  mutating func replaced(_ logs: [DiscoveredLog], isRead: (DiscoveredLog) -> Bool) -> [Leftover] {
    let now = ContinuousClock.now
    let present = Set(logs.map(\.id))
    for path in order {
      guard let kept = files[path] else { continue }
      // Found under another name: that name will be read, and recognised by its content.
      if present.contains(kept.log.id) { continue }
      guard LogDiscovery.id(ofPath: path) != kept.log.id else { continue }
      leaving.append((kept, now))
      files[path] = nil
    }
    order.removeAll { files[$0] == nil }
    leaving.removeAll { present.contains($0.leftover.log.id) }
    var leftovers: [Leftover] = []
    leaving.removeAll { leftover, since in
      guard let status = try? leftover.file.status() else { return true }
      var current = leftover
      current.log.size = Int64(status.st_size)
      current.isGivenUp = now - since > Self.grace
      if current.isGivenUp, isRead(current.log) { return true }
      leftovers.append(current)
      return false
    }
    return leftovers
  }

  /// The same files for another configuration: those that one of its sources names as well.
  func keeping(_ old: [LogSource], as new: [LogSource]) -> OpenFileKeeper {
    func moved(_ leftover: Leftover) -> Leftover? {
      guard let source = new.firstIndex(where: { $0.path == old[leftover.log.source].path }) else {
        return nil
      }
      var leftover = leftover
      leftover.log.source = source
      return leftover
    }
    var keeper = self
    keeper.files = files.compactMapValues(moved)
    keeper.order = order.filter { keeper.files[$0] != nil }
    keeper.leaving = leaving.compactMap { leftover, since in moved(leftover).map { ($0, since) } }
    return keeper
  }
}
