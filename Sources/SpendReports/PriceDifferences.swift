public import SpendCore
import SpendFormatting

/// Cost differences under other prices, by local day and model.
public struct PriceDifferences {
  public struct Key: Hashable, Comparable {
    /// Days since 1970.
    public var day: Int
    public var provider: String
    public var model: String

    public static func < (a: Key, b: Key) -> Bool {
      (a.day, a.provider, a.model) < (b.day, b.provider, b.model)
    }
  }

  public struct Change {
    public var requests: Int64 = 0
    public var before = Money.zero
    public var after = Money.zero
    /// Requests that had no price, and have one now; less those the other way around.
    public var priced: Int64 = 0
  }

  public private(set) var changes: [Key: Change] = [:]
  public private(set) var total = Change()
  private let zone: Zone
  private let labelSets: [Int32: LabelSet]
  private var today = (start: Int64.max, end: Int64.min, number: 0)

  public init(_ labelSets: [Int32: LabelSet], zone: Zone) {
    self.labelSets = labelSets
    self.zone = zone
  }

  public mutating func add(_ stored: StoredCost, _ fresh: RecordedPrice) {
    let labels = labelSets[stored.labels] ?? LabelSet()
    let key = Key(day: day(stored.time), provider: labels.provider, model: labels.model)
    func count(_ change: inout Change) {
      change.requests += 1
      change.before += stored.price.cost ?? .zero
      change.after += fresh.cost ?? .zero
      change.priced += (fresh.cost == nil ? 0 : 1) - (stored.price.cost == nil ? 0 : 1)
    }
    count(&changes[key, default: Change()])
    count(&total)
  }

  private mutating func day(_ time: Instant) -> Int {
    if time.microseconds >= today.start, time.microseconds < today.end { return today.number }
    let local = zone.civil(time)
    let start = zone.startOfDay(time)
    let next = zone.instant(CivilTime(year: local.year, month: local.month, day: local.day + 1))
    today = (
      start.microseconds, next.microseconds,
      CivilTime.daysSince1970(year: local.year, month: local.month, day: local.day)
    )
    return today.number
  }

  public static func date(_ day: Int) -> String {
    String(Instant(seconds: Int64(day) * 86_400).rfc3339.prefix(10))
  }

  public func json(isDryRun: Bool, isComplete: Bool) -> String {
    let rows = changes.sorted { $0.key < $1.key }.map { key, change in
      """
      {"day":"\(Self.date(key.day))","provider":\(JSONWriter.string(key.provider)),\
      "model":\(JSONWriter.string(key.model)),\(Self.members(change))}
      """
    }
    return """
      {"schema":1,"dry_run":\(isDryRun),"complete":\(isComplete),"rows":[\(rows.joined(separator: ","))],\
      "total":{\(Self.members(total))}}
      """
  }

  private static func members(_ change: Change) -> String {
    """
    "requests":\(change.requests),"newly_priced":\(change.priced),"before_usd":"\(change.before.decimalString)",\
    "after_usd":"\(change.after.decimalString)","difference_usd":"\((change.after - change.before).decimalString)"
    """
  }

  /// Tab separated, for people and for programs.
  public func forEachLine(_ body: (String) -> Void) {
    body("day\tprovider\tmodel\trequests\tnewly_priced\tbefore_usd\tafter_usd\tdifference_usd")
    func line(_ head: [String], _ change: Change) {
      let difference = (change.after - change.before).decimalString
      let figures = [
        "\(change.requests)", "\(change.priced)", change.before.decimalString, change.after.decimalString,
        difference,
      ]
      body((head.map(Shown.text) + figures).joined(separator: "\t"))
    }
    for (key, change) in changes.sorted(by: { $0.key < $1.key }) {
      line([Self.date(key.day), key.provider, key.model], change)
    }
    line(["total", "", ""], total)
  }
}
