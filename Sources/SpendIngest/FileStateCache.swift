import SpendCore

/// Size and modification time of each file at its last read, and updates that the ledger lacks.
struct FileStateCache {
  private var locations: [String: FileLocation] = [:]
  /// By stream: a renamed file keeps its last name only.
  private var updates: [Int64: StreamUpdate] = [:]

  /// Number of files in memory.
  var count: Int { locations.count }

  /// True when a file was recorded in this run, or learned.
  func knows(_ log: DiscoveredLog) -> Bool { locations[log.path] != nil }

  /// Learns the states of files at the end of an earlier run.
  mutating func learn(_ known: [StreamRecord]) {
    // A file that was missing is planned anew, which notes that it is there.
    for stream in known
    where stream.state != .missing && stream.place.size > 0 && locations[stream.place.path] == nil {
      locations[stream.place.path] = stream.place
    }
  }

  /// Forgets a file that is gone.
  mutating func remove(_ place: FileLocation) {
    guard let known = locations[place.path], known.inode == place.inode, known.device == place.device else {
      return
    }
    locations[place.path] = nil
  }

  /// Drops the files at other paths. All updates must be in the ledger.
  mutating func removeAll(except paths: Set<String>) {
    locations = locations.filter { paths.contains($0.key) }
  }

  /// True when a file is unchanged since its last record.
  func isUnchanged(_ log: DiscoveredLog) -> Bool { locations[log.path]?.isAs(log) ?? false }

  /// Records a file without data to read.
  mutating func record(_ log: DiscoveredLog) { locations[log.path] = FileLocation(log, .plain) }

  /// Records a file that has been read.
  mutating func record(_ update: StreamUpdate) {
    locations[update.place.path] = update.place
    updates[update.stream] = update
  }

  /// Passes the updates since the last call to `note`.
  mutating func flush(_ note: ([StreamUpdate]) throws -> Void) rethrows {
    try note(Array(updates.values))
    updates.removeAll(keepingCapacity: true)
  }
}
