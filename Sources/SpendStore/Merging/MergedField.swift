import SpendCore

/// A fact of a request that is taken from the highest-ranked record that states it, whichever record
/// settles the usage. Raw values are stored.
enum MergedField: UInt8, CaseIterable {
  /// Provider, model, tier and region, which belong together: a price depends on all of them.
  case seller = 0
  case feature = 1
  case queryType = 2
  case team = 3
  case key = 4
  case project = 5
  case environment = 6
  case tags = 7
  case user = 8
  case session = 9
  case requestID = 10
  case stream = 11
  case latency = 12
  case firstToken = 13
  case time = 14
  case customer = 15
  case host = 16

  /// The text of a record that holds the field; nil for fields that are not stored as a single text.
  private var text: WritableKeyPath<RequestRecord, String>? {
    switch self {
    case .feature: \.labels.feature
    case .queryType: \.labels.queryType
    case .team: \.labels.team
    case .key: \.labels.key
    case .project: \.labels.project
    case .environment: \.labels.environment
    case .tags: \.labels.tags
    case .customer: \.labels.customer
    case .host: \.labels.host
    case .user: \.user
    case .session: \.session
    case .requestID: \.requestID
    case .seller, .stream, .latency, .firstToken, .time: nil
    }
  }

  func isStated(in record: RequestRecord) -> Bool {
    switch self {
    case .seller: !record.labels.provider.isEmpty || !record.labels.model.isEmpty
    case .stream: record.priced.event.isStream != nil
    case .latency: record.priced.event.latencyMilliseconds != nil
    case .firstToken: record.priced.event.firstTokenMilliseconds != nil
    case .time: !record.priced.event.timeIsGuessed
    case .host: !record.labels.host.isEmpty && !record.priced.event.hostIsAssumed
    default: text.map { !record[keyPath: $0].isEmpty } ?? false
    }
  }

  /// Returns true when the statement of `a` is taken rather than that of `b`. A total order of statements; an equal
  /// statement is not taken.
  func prefers(_ a: RequestRecord, to b: RequestRecord) -> Bool {
    guard let aRank = a.rank(of: self) else {
      // A guessed time is still a time: of two guesses the earlier one holds.
      guard self == .time, b.rank(of: self) == nil else { return false }
      return a.priced.event.time < b.priced.event.time
    }
    guard let bRank = b.rank(of: self) else { return true }
    if self == .seller, a.isModelKnown != b.isModelKnown { return a.isModelKnown }
    if self == .queryType, Self.isImplied(a) != Self.isImplied(b) { return Self.isImplied(b) }
    if aRank != bRank { return aRank > bRank }
    let (mine, other) = (a.priced.event, b.priced.event)
    switch self {
    case .seller: return b.seller.isBelow(a.seller)
    case .stream: return mine.isStream == true && other.isStream == false
    case .latency: return mine.latencyMilliseconds ?? 0 > other.latencyMilliseconds ?? 0
    case .firstToken: return mine.firstTokenMilliseconds ?? 0 > other.firstTokenMilliseconds ?? 0
    case .time: return mine.time < other.time
    default:
      guard let text else { return false }
      return a[keyPath: text] > b[keyPath: text]
    }
  }

  /// Query types that follow from a format or an address; others are a log's own.
  private static let impliedQueryTypes: Set<String> = [
    "chat", "completion", "embedding", "rerank", "image", "audio", "video", "moderation", "ocr", "agent",
  ]

  private static func isImplied(_ record: RequestRecord) -> Bool {
    impliedQueryTypes.contains(record.labels.queryType)
  }

  /// Copies the statement of `source` into `record`.
  func copy(from source: RequestRecord, to record: inout RequestRecord) {
    switch self {
    case .seller: record.seller = source.seller
    case .stream: record.priced.event.isStream = source.priced.event.isStream
    case .latency: record.priced.event.latencyMilliseconds = source.priced.event.latencyMilliseconds
    case .firstToken: record.priced.event.firstTokenMilliseconds = source.priced.event.firstTokenMilliseconds
    case .time:
      record.priced.event.time = source.priced.event.time
      record.priced.event.timeIsGuessed = source.priced.event.timeIsGuessed
    case .host:
      record.labels.host = source.labels.host
      record.priced.event.hostIsAssumed = source.priced.event.hostIsAssumed
    default: if let text { record[keyPath: text] = source[keyPath: text] }
    }
  }
}
