/// The tokens of one request in disjoint classes, independent of the source's own way of counting.
///
/// `input`, `cacheRead`, `cacheWrite5m`, `cacheWrite1h` and `output` add up to everything that is billed as
/// tokens. `reasoning`, `audioOut` and `imageOut` are parts of `output`; `audioIn` and `imageIn` are parts
/// of the prompt. Nil means that the count is absent from the log, which is not the same as zero.
public struct TokenCounts: Hashable, Sendable {
  /// Prompt tokens at the full rate: neither read from a cache nor written to one.
  @SentinelOptional public var input: Int32?
  /// Prompt tokens served from the provider's cache.
  @SentinelOptional public var cacheRead: Int32?
  /// Prompt tokens written to the cache for five minutes, or for an unstated time.
  @SentinelOptional public var cacheWrite5m: Int32?
  /// Prompt tokens written to the cache for one hour.
  @SentinelOptional public var cacheWrite1h: Int32?
  /// Everything generated, reasoning included.
  @SentinelOptional public var output: Int32?
  @SentinelOptional public var reasoning: Int32?
  @SentinelOptional public var audioIn: Int32?
  @SentinelOptional public var imageIn: Int32?
  @SentinelOptional public var audioOut: Int32?
  @SentinelOptional public var imageOut: Int32?

  /// Counts above this are taken for damage, not for usage: the longest context on sale is a
  /// hundredth of it.
  public static let largest: Int32 = 1_000_000_000

  @inlinable
  public init(
    input: Int32? = nil, cacheRead: Int32? = nil, cacheWrite5m: Int32? = nil, cacheWrite1h: Int32? = nil,
    output: Int32? = nil, reasoning: Int32? = nil,
    audioIn: Int32? = nil, imageIn: Int32? = nil, audioOut: Int32? = nil, imageOut: Int32? = nil
  ) {
    self.input = input
    self.cacheRead = cacheRead
    self.cacheWrite5m = cacheWrite5m
    self.cacheWrite1h = cacheWrite1h
    self.output = output
    self.reasoning = reasoning
    self.audioIn = audioIn
    self.imageIn = imageIn
    self.audioOut = audioOut
    self.imageOut = imageOut
  }

  /// The whole prompt, cached parts included: the length that decides on long-context prices.
  @inlinable
  public var prompt: Int64 {
    Int64(input ?? 0) + Int64(cacheRead ?? 0) + Int64(cacheWrite5m ?? 0) + Int64(cacheWrite1h ?? 0)
  }

  /// Everything billed as tokens.
  @inlinable
  public var total: Int64 {
    prompt + Int64(output ?? 0)
  }

  /// True when every count to price is absent.
  @inlinable
  public var isUnknown: Bool {
    input == nil && output == nil && cacheRead == nil && cacheWrite5m == nil && cacheWrite1h == nil
  }
}
