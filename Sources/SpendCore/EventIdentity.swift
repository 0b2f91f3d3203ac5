/// Identity of a request: 128 bits, from the provider's request id, or from the bytes of the line and the
/// number of equal lines before it in its stream.
///
/// Deliberately without the path, the session and the time, so that copies, replays and re-logged calls
/// have the identity of the original.
public struct EventIdentity: Hashable, Sendable {
  /// Confirms a hit: 64 bits alone could silently drop a real event.
  public var high: UInt64
  /// The half used as lookup key.
  public var low: UInt64

  @inlinable
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// The identity as 32 hexadecimal digits.
  public var hexadecimal: String {
    [high, low].map { number in
      let digits = String(number, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }

  /// Nil for text that is not 32 hexadecimal digits.
  public init?(hexadecimal text: String) {
    guard text.utf8.count == 32, let high = UInt64(text.prefix(16), radix: 16),
      let low = UInt64(text.suffix(16), radix: 16)
    else { return nil }
    self.init(high: high, low: low)
  }

  /// Greatest distance in time between two records of one request.
  public enum Scope: UInt8, Sendable, Hashable {
    /// Within twelve hours: streams, retries of a log, a gateway beside an SDK.
    case day
    /// Any time: resumed and forked sessions, and lines without a time of their own.
    case global
  }

  /// Input of an identity.
  public enum Origin: UInt8, Sendable, Hashable {
    /// An id that came with the request: an equal one is the same request, wherever it was logged.
    case request
    /// An identity from another machine's export, for an event whose log was read there.
    case export
    /// The bytes of the line. Equal lines of one stream are different requests: the store distinguishes them
    /// by counting, see `occurrence(_:)`.
    case line
  }

  /// Identity of the n-th equal line of a stream, from 0. The same in every copy of the stream.
  public func occurrence(_ n: Int) -> EventIdentity {
    n == 0 ? self : mixed(with: UInt64(truncatingIfNeeded: n))
  }

  /// Marker stored when this stream contains a line already counted from another stream, so that a later
  /// equal line is not taken for the same occurrence.
  public func seen(byStream stream: Int64) -> EventIdentity {
    mixed(with: UInt64(bitPattern: stream) | 1 << 63)
  }

  private func mixed(with number: UInt64) -> EventIdentity {
    var hash = ContentHash(seed: low)
    hash.combine(high)
    hash.combine(number)
    return hash.identity
  }
}
