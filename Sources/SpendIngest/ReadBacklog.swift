import SpendCore

/// Files that have changed and wait to be read: what is quickly read first, large files in turn, so that no
/// number of large files delays a line that was appended to a small one.
struct ReadBacklog {
  /// The queue of a waiting file.
  enum Class: Int, CaseIterable {
    /// A change of it was heard, and little was added.
    case heard
    case small
    /// Read in slices, each file in turn.
    case large
  }

  private var queues = [[String]](repeating: [], count: Class.allCases.count)
  private var heads = [Int](repeating: 0, count: Class.allCases.count)
  private var waiting: [String: (log: DiscoveredLog, kind: Class)] = [:]

  /// Added bytes up to which a file is small.
  static let smallBytes: Int64 = 1 << 20

  var isEmpty: Bool { waiting.isEmpty }
  var count: Int { waiting.count }

  /// True when this file waits; false when only another file with the same path now does.
  func contains(_ log: DiscoveredLog) -> Bool { waiting[log.path]?.log.id == log.id }

  /// Puts a file behind the others of its class; one that waits already keeps its place unless it gets a
  /// better one.
  mutating func add(_ log: DiscoveredLog, _ kind: Class) {
    if let known = waiting[log.path], known.kind.rawValue <= kind.rawValue {
      waiting[log.path]?.log = log
      return
    }
    waiting[log.path] = (log, kind)
    queues[kind.rawValue].append(log.path)
  }

  /// The next file of a class.
  mutating func next(_ kind: Class) -> DiscoveredLog? {
    let number = kind.rawValue
    while heads[number] < queues[number].count {
      let path = queues[number][heads[number]]
      heads[number] += 1
      // Passed by when it has moved to another class since.
      if let found = waiting[path], found.kind == kind {
        waiting[path] = nil
        return found.log
      }
    }
    queues[number].removeAll(keepingCapacity: true)
    heads[number] = 0
    return nil
  }
}
