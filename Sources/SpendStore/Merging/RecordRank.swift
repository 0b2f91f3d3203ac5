import SpendCore

/// The completeness of a record's usage as one number: of two records of one request, the one with the
/// higher rank settles tokens and cost.
///
/// From the highest bits down: the kind of usage, output tokens, prompt tokens, whether it is billed at all,
/// whether it states a cost, and how many classes it distinguishes. A function of what is stored, so that a
/// stored row has the rank of the record that settled it.
struct RecordRank: Comparable, Hashable {
  let bits: UInt64

  /// Highest last.
  private enum Kind: UInt64 {
    /// No usage; counts that are all zero are written before the answer.
    case none
    /// A cost without counts.
    case cost
    /// Counts that contradict the record's own total.
    case contradictory
    case usage
  }

  private static let promptBits: UInt64 = 26

  init(bits: UInt64) {
    self.bits = bits
  }

  init(of priced: PricedEvent) {
    let event = priced.event
    let tokens = event.tokens
    let logged = event.loggedCost ?? .zero
    let kind: Kind
    if tokens.total > 0 || event.webSearches ?? 0 > 0 || event.units != nil {
      kind = event.totals == .contradicts ? .contradictory : .usage
    } else {
      kind = logged > .zero ? .cost : .none
    }
    // Free by the record's own statement. What a subscription covers has a computed cost.
    let isFree = priced.status == .free && (priced.computedCost ?? .zero) == .zero
    let prompt = UInt64(clamping: min(max(tokens.prompt, 0), 1 << Int64(Self.promptBits) - 1))
    let output = UInt64(clamping: tokens.output.map { min(Int64(max($0, 0)), (1 << 30) - 2) + 1 } ?? 0)
    var bits = kind.rawValue << 62
    bits |= output << 32
    bits |= prompt << 6
    bits |= isFree ? 0 : 1 << 5
    bits |= logged > .zero ? 1 << 4 : 0
    bits |= Self.statedClasses(event)
    self.bits = bits
  }

  /// At most 12.
  private static func statedClasses(_ event: UsageEvent) -> UInt64 {
    let tokens = event.tokens
    var stated: UInt64 = event.units == nil ? 0 : 1
    func count(_ value: Int32?) { if value != nil { stated += 1 } }
    count(tokens.input)
    count(tokens.cacheRead)
    count(tokens.cacheWrite5m)
    count(tokens.cacheWrite1h)
    count(tokens.output)
    count(tokens.reasoning)
    count(tokens.audioIn)
    count(tokens.imageIn)
    count(tokens.audioOut)
    count(tokens.imageOut)
    count(event.webSearches)
    return stated
  }

  static func < (a: RecordRank, b: RecordRank) -> Bool { a.bits < b.bits }
}
