/// Provides the state of ingest: whether the logs are still being read, and the share of lines that can be
/// read.
public protocol IngestFactsSource {
  /// - Parameter since: streams that grew after this are counted in `lines` and `rejected`.
  /// - Returns: Facts without `folders`, which take a look at every log that was ever read.
  func ingestFacts(since: Instant) throws -> IngestFacts

  /// The folders that logs were read from, by path.
  func logFolders() throws -> [LogFolder]
}
