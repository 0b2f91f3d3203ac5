import SpendCore

/// Looks for the logs of the sources: for all of them, or for those that something was heard of.
struct SourceScanner {
  private let sources: [LogSource]
  private let own: DatabaseFileExclusion?
  /// The database's own files as of the last full look.
  private var ownIDs: Set<LogDiscovery.FileID> = []
  private var sourceOfPath: [String: Int] = [:]

  init(_ setup: IngestSetup) {
    sources = setup.sources
    own = setup.ownFiles
  }

  /// All files that the sources name.
  mutating func everything() -> LogDiscovery {
    ownIDs = own?.ids ?? []
    let found = LogDiscovery(sources, ownFiles: ownIDs)
    for log in found.logs { sourceOfPath[log.path] = log.source }
    return found
  }

  /// The files at `paths`; a path that no source is known to name, or that is a link, leads to a full look.
  mutating func files(at paths: Set<String>) -> LogDiscovery {
    guard paths.allSatisfy({ knows($0) && !LogDiscovery.isLink($0) }) else { return everything() }
    return LogDiscovery(paths: paths.sorted(), sourceOfPath: sourceOfPath, ownFiles: ownIDs)
  }

  /// True when a source matched this path.
  func knows(_ path: String) -> Bool { sourceOfPath[path] != nil }
}
