/// The search for the tails of known streams in a compressed file, left off in its middle.
struct CompressedSearch {
  /// The file as it was found: one that has grown since is searched from its beginning.
  var log: DiscoveredLog
  var source: any ByteSource
  var tails: TailHasher
}
