import SpendCore

/// The facts that one record states about a request, or several records of it merged.
///
/// Merging is the join of a semilattice: commutative, associative and idempotent, so that neither the order
/// of records nor their distribution over commits changes what is stored. A merged record has two parts,
/// each the maximum of a total order:
/// - Usage, cost and provenance are those of one record as a whole, the one that `isBelow` puts last.
/// - Each `MergedField` is that of the highest-ranked record which states it.
struct RequestRecord {
  /// The place at which a record was read. Decides only between records that are equal in everything else.
  struct Place: Hashable {
    /// `source_file.id`.
    var source: Int64
    var path: String
  }

  /// Usage, cost, time and durations. The indexes into a block's tables are invalid here.
  var priced: PricedEvent
  var labels: LabelSet
  var user = ""
  var session = ""
  var requestID = ""
  var place: Place
  /// The user was deleted on request; no record brings it back.
  var isUserForgotten = false
  /// The session was deleted on request, because its id contained the name of a user.
  var isSessionForgotten = false
  /// A record of the request has no time of its own.
  var hasUndatedRecord: Bool
  /// The cost is that of the merged provider, model and time.
  var isPriceCurrent = true
  /// The rank of the record that settled the usage.
  let rank: RecordRank
  /// Ranks of fields that a lower-ranked record states.
  private(set) var lowerRanks: [MergedField: RecordRank] = [:]

  init(_ priced: PricedEvent, labels: LabelSet, place: Place, lowerRanks: [MergedField: RecordRank] = [:]) {
    self.priced = priced
    self.labels = labels
    self.place = place
    self.lowerRanks = lowerRanks
    hasUndatedRecord = priced.event.timeIsGuessed
    rank = RecordRank(of: priced)
  }

  /// The rank of the record that states a field; nil when none does.
  func rank(of field: MergedField) -> RecordRank? {
    field.isStated(in: self) ? lowerRanks[field] ?? rank : nil
  }

  var seller: Seller {
    get {
      Seller(provider: labels.provider, model: labels.model, tier: labels.tier, region: labels.region)
    }
    set {
      labels.provider = newValue.provider
      labels.model = newValue.model
      labels.tier = newValue.tier
      labels.region = newValue.region
    }
  }

  /// The record's price.
  var price: RecordedPrice {
    get {
      RecordedPrice(
        cost: priced.cost, status: priced.status, computed: priced.computedCost, priceID: priced.priceID,
        cacheSaved: priced.cacheSaved)
    }
    set {
      priced.cost = newValue.cost
      priced.status = newValue.status
      priced.computedCost = newValue.computed
      priced.priceID = newValue.priceID
      priced.cacheSaved = newValue.cacheSaved
    }
  }

  var isModelKnown: Bool { !labels.model.isEmpty }

  /// The join of two records of one request.
  ///
  /// When both have the same content, the cost stays that of `self`: the stored record's, although the price
  /// book has changed since.
  func merged(with other: RequestRecord) -> RequestRecord {
    let (settling, second) = isBelow(other) ? (other, self) : (self, other)
    var result = settling
    result.isUserForgotten = isUserForgotten || other.isUserForgotten
    result.isSessionForgotten = isSessionForgotten || other.isSessionForgotten
    result.hasUndatedRecord = hasUndatedRecord || other.hasUndatedRecord
    for field in MergedField.allCases where field.prefers(second, to: settling) {
      field.copy(from: second, to: &result)
      let rank = second.rank(of: field)
      result.lowerRanks[field] = rank == result.rank ? nil : rank
    }
    if result.isUserForgotten {
      result.user = ""
      result.lowerRanks[.user] = nil
    }
    if result.isSessionForgotten {
      result.session = ""
      result.lowerRanks[.session] = nil
    }
    if isPriceCurrent, other.isPriceCurrent, rank == other.rank, content == other.content,
      seller == other.seller, priced.event.time == other.priced.event.time
    {
      result.price = price
    }
    result.isPriceCurrent =
      settling.isPriceCurrent && result.seller == settling.seller
      && result.priced.event.time == settling.priced.event.time
    return result
  }

  // MARK: The order of usage

  /// Returns true when the usage of `other` is taken if both are records of one request: by rank, then by content.
  func isBelow(_ other: RequestRecord) -> Bool {
    if let isLess = hasLess(than: other) { return isLess }
    // Equal in content: the first in the order of paths is where the request is found.
    if place.path != other.place.path { return place.path > other.place.path }
    return priced.event.line > other.priced.event.line
  }

  /// Returns true when the usage of `other` is taken because of its content; nil when both have the same.
  func hasLess(than other: RequestRecord) -> Bool? {
    if rank != other.rank { return rank < other.rank }
    switch (ownSeller, other.ownSeller) {
    case (nil, nil): break
    case (nil, .some): return true
    case (.some, nil): return false
    case (let mine?, let theirs?): if mine != theirs { return mine.isBelow(theirs) }
    }
    let (mine, theirs) = (content, other.content)
    for (a, b) in zip(mine, theirs) where a != b { return a < b }
    if errorRank != other.errorRank { return errorRank < other.errorRank }
    return labels.format == other.labels.format ? nil : labels.format < other.labels.format
  }

  /// The seller that the settling record itself states; nil when it names no model.
  private var ownSeller: Seller? { isModelKnown && lowerRanks[.seller] == nil ? seller : nil }

  /// The facts that are compared of two records of equal rank, most important first.
  private var content: [Int64] {
    let event = priced.event
    let tokens = event.tokens
    func number(_ count: Int32?) -> Int64 { count.map(Int64.init) ?? -1 }
    return [
      event.outcome == .ok ? 1 : 0, -Int64(event.totals.rawValue), priced.status == .logged ? 1 : 0,
      number(tokens.input), number(tokens.cacheRead), number(tokens.cacheWrite5m),
      number(tokens.cacheWrite1h), number(tokens.output), number(tokens.reasoning), number(tokens.audioIn),
      number(tokens.imageIn), number(tokens.audioOut), number(tokens.imageOut), number(event.webSearches),
      event.units?.stored ?? -1, event.loggedCost?.nanodollars ?? -1, -Int64(event.grain.rawValue),
      event.isSeveral ? 1 : 0,
    ]
  }

  /// The rank of the error class, which is that of the record that settles the usage; 0 for none.
  private var errorRank: Int {
    ErrorClass(rawValue: labels.error).map { $0.rank + 1 } ?? 0
  }

  /// Returns true when the row of `other` already holds everything that this record does.
  func isStored(as other: RequestRecord) -> Bool {
    rank == other.rank && content == other.content && labels == other.labels && user == other.user
      && session == other.session && requestID == other.requestID && place == other.place
      && lowerRanks == other.lowerRanks && isUserForgotten == other.isUserForgotten
      && isSessionForgotten == other.isSessionForgotten && hasUndatedRecord == other.hasUndatedRecord
      && priced.event.line == other.priced.event.line && priced.event.offset == other.priced.event.offset
      && priced.event.time == other.priced.event.time
      && priced.event.timeIsGuessed == other.priced.event.timeIsGuessed
      && priced.event.hostIsAssumed == other.priced.event.hostIsAssumed
      && priced.event.isStream == other.priced.event.isStream
      && priced.event.latencyMilliseconds == other.priced.event.latencyMilliseconds
      && priced.event.firstTokenMilliseconds == other.priced.event.firstTokenMilliseconds
  }

  // MARK: Lower ranks as bytes

  private static let bytesPerRank = 9

  /// `lowerRanks` as stored in `usage_event.label_ranks`; empty when there are none.
  var storedLowerRanks: [UInt8] {
    var bytes: [UInt8] = []
    for (field, rank) in lowerRanks.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      bytes.append(field.rawValue)
      withUnsafeBytes(of: rank.bits.littleEndian) { bytes.append(contentsOf: $0) }
    }
    return bytes
  }

  /// Reads what `storedLowerRanks` wrote. Fields that a newer program added are left out.
  static func lowerRanks(stored bytes: UnsafeRawBufferPointer) -> [MergedField: RecordRank] {
    var ranks: [MergedField: RecordRank] = [:]
    for start in stride(from: 0, through: bytes.count - bytesPerRank, by: bytesPerRank) {
      guard let field = MergedField(rawValue: bytes[start]) else { continue }
      let bits = bytes.loadUnaligned(fromByteOffset: start + 1, as: UInt64.self)
      ranks[field] = RecordRank(bits: UInt64(littleEndian: bits))
    }
    return ranks
  }
}
