/// Provides the state of ingest: whether the logs are still being read, and the share of lines that can be
/// read.
public protocol IngestFactsSource {
  /// - Parameter since: streams that grew after this are counted in `lines` and `rejected`.
  func ingestFacts(since: Instant) throws -> IngestFacts
}
