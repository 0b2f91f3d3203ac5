import SpendCore

/// Which of a record's counts lie inside others.
struct CountingConvention: Hashable {
  /// The prompt includes the tokens read from the cache.
  var read: Bool
  /// The prompt includes the tokens written to the cache.
  var written: Bool
  /// The output includes the reasoning.
  var reasoning: Bool

  init(read: Bool, written: Bool, reasoning: Bool) {
    self.read = read
    self.written = written
    self.reasoning = reasoning
  }

  /// `cache`: the prompt includes what was read from the cache and written to it.
  init(cache: Bool, reasoning: Bool) {
    self.init(read: cache, written: cache, reasoning: reasoning)
  }

  static let inside = CountingConvention(cache: true, reasoning: true)
  static let beside = CountingConvention(cache: false, reasoning: false)
}
