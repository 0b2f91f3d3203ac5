/// Billing units besides tokens and searches: seconds of audio, images, pages, characters, or rerank
/// searches.
public struct BilledUnits: Hashable, Sendable, HasSentinel {
  /// Raw values are stored.
  public enum Unit: Int64, Sendable, Hashable, CaseIterable {
    case second = 1
    case image = 2
    case page = 3
    case character = 4
    case rerank = 5

    /// Counts are in parts of a unit, so that a count is whole: seconds have thousandths.
    public var parts: Int64 { self == .second ? 1_000 : 1 }

    /// The word of JSON and CSV.
    public var word: String { "\(self)" }
  }

  /// count * 8 + unit: the form in the database.
  public let stored: Int64

  public static let absent = BilledUnits(stored: .min)

  private init(stored: Int64) {
    self.stored = stored
  }

  /// `count`: in parts of the unit. Nil when it is negative, or more than a request can have.
  public init?(_ unit: Unit, count: Int64) {
    guard (0...Int64(TokenCounts.largest)).contains(count) else { return nil }
    stored = count << 3 | unit.rawValue
  }

  /// Nil when the number is not a valid `stored`.
  public init?(fromStored stored: Int64) {
    guard let unit = Unit(rawValue: stored & 7) else { return nil }
    self.init(unit, count: stored >> 3)
  }

  public var unit: Unit { Unit(rawValue: stored & 7) ?? .image }

  /// In parts of the unit.
  public var count: Int64 { stored >> 3 }

  /// The count in whole units, as a decimal: `37.5`.
  public var text: String { FixedPoint.shortestString(count, places: unit.parts == 1 ? 0 : 3) }
}
