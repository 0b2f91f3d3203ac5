import SpendCore

/// The states of files when they were last read to their end, and the states that are not in the ledger yet.
struct SightingBook {
  private var places: [String: StreamPlace] = [:]
  /// By stream: of two names that one stream had, the last one counts.
  private var news: [Int64: StreamSighting] = [:]

  init(_ known: [KnownStream] = []) {
    for stream in known where stream.place.size > 0 { places[stream.place.path] = stream.place }
  }

  /// True when a file is unchanged since its last record.
  func isUnchanged(_ log: DiscoveredLog) -> Bool { places[log.path]?.isAs(log) ?? false }

  /// Records a file without data to read.
  mutating func see(_ log: DiscoveredLog) { places[log.path] = StreamPlace(log, .plain) }

  /// A file that has been read.
  mutating func see(_ sighting: StreamSighting) {
    places[sighting.place.path] = sighting.place
    news[sighting.stream] = sighting
  }

  /// Hands what is new to `note`, once.
  mutating func tell(_ note: ([StreamSighting]) throws -> Void) rethrows {
    try note(Array(news.values))
    news.removeAll(keepingCapacity: true)
  }
}
