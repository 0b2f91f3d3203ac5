public import SpendCore

/// The bill of one month, split by a dimension. The totals of its lines add up to its total exactly.
public struct SpendStatement: Sendable, Hashable, Codable {
  /// The weight by which shared costs are split.
  public enum Rule: String, Sendable, Hashable, Codable, CaseIterable {
    case cost, requests, tokens, even
  }

  /// A cost that belongs to no single line, or a credit.
  public struct SharedItem: Sendable, Hashable, Codable {
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
      case unlabelled, subscription, hardware, shared, credit, commitment, invoice
    }

    public var kind: Kind
    public var name: String
    /// Negative for credits.
    public var nanodollars: Int64

    public init(_ kind: Kind, _ name: String, _ amount: Money) {
      self.kind = kind
      self.name = name
      nanodollars = amount.nanodollars
    }

    public var amount: Money { Money(nanodollars: nanodollars) }
  }

  public struct Line: Sendable, Hashable, Codable {
    public var key: String
    public var requests: Int64
    public var unpricedRequests: Int64
    var directNanodollars: Int64
    var hardwareNanodollars: Int64
    var sharedNanodollars: Int64

    /// Cost of its own requests.
    public var direct: Money { Money(nanodollars: directNanodollars) }
    /// Cost of own hardware that its requests used.
    public var hardware: Money { Money(nanodollars: hardwareNanodollars) }
    /// Its part of the shared items.
    public var shared: Money { Money(nanodollars: sharedNanodollars) }
    public var total: Money { direct + hardware + shared }
  }

  public var month: String
  public var zone: String
  public var dimension: String
  public var rule: Rule
  /// In order of their totals, the largest first, equal ones by name.
  public var lines: [Line]
  public var items: [SharedItem]
  /// The stated total of the invoice; nil where the difference is that to provider reports, if any.
  var invoiceNanodollars: Int64?

  /// The total that was stated for the invoice.
  public var invoice: Money? {
    get { invoiceNanodollars.map(Money.init(nanodollars:)) }
    set { invoiceNanodollars = newValue?.nanodollars }
  }

  public var total: Money { lines.reduce(.zero) { $0 + $1.total } }
  public var shared: Money { items.reduce(.zero) { $0 + $1.amount } }

  /// - Parameters:
  ///   - rows: the requests of the month by `dimension`; those without a value become a shared item.
  ///   - hardware: cost of own hardware by the same values.
  ///   - items: shared costs and credits.
  public init(
    month: CalendarMonth, zone: Zone, by dimension: Dimension, rule: Rule, rows: [SpendRow],
    hardware: [String: Money] = [:], items: [SharedItem]
  ) {
    self.month = month.text
    self.zone = zone.name
    self.dimension = dimension.rawValue
    self.rule = rule
    var sums: [String: SpendSums] = [:]
    for row in rows { sums[row.keys.first ?? "", default: SpendSums()] += row.sums }
    for key in hardware.keys { sums[key, default: SpendSums()] += SpendSums() }
    var items = items
    let isSplit = sums.keys.contains { !$0.isEmpty }
    if isSplit, let rest = sums.removeValue(forKey: "") {
      let cost = rest.cost + (hardware[""] ?? .zero)
      if cost != .zero {
        items.insert(SharedItem(.unlabelled, "requests without \(dimension.rawValue)", cost), at: 0)
      }
    }
    // Without any value, one line carries all of it.
    if sums.isEmpty { sums[""] = SpendSums() }
    let keys = sums.keys.sorted()
    let weights = keys.map { key -> Int64 in
      let one = sums[key] ?? SpendSums()
      return switch rule {
      case .cost: (one.cost + (hardware[key] ?? .zero)).nanodollars
      case .requests: one.requests
      case .tokens: one.promptTokens &+ one.output
      case .even: 1
      }
    }
    let shares = ExactSplit.parts(of: items.reduce(.zero) { $0 + $1.amount }, by: weights)
    lines = zip(keys, shares).map { key, share in
      let one = sums[key] ?? SpendSums()
      return Line(
        key: key, requests: one.requests, unpricedRequests: one.unpricedRequests,
        directNanodollars: one.cost.nanodollars, hardwareNanodollars: (hardware[key] ?? .zero).nanodollars,
        sharedNanodollars: share.nanodollars)
    }
    lines.sort { ($1.total, $0.key) < ($0.total, $1.key) }
    self.items = items
  }

  /// The changes of the costs of requests since `closed`, by key, that of requests without a value under an empty
  /// one; empty when nothing changed.
  ///
  /// Shared costs and hardware are those of the configuration, which is not what later events bring.
  public func adjustments(since closed: SpendStatement) -> [(key: String, amount: Money)] {
    var changes: [String: Money] = [:]
    for line in lines { changes[line.key, default: .zero] += line.direct }
    for line in closed.lines { changes[line.key] = (changes[line.key] ?? .zero) - line.direct }
    let unlabelled = sum(of: [.unlabelled]) - closed.sum(of: [.unlabelled])
    if unlabelled != .zero { changes["", default: .zero] += unlabelled }
    return changes.filter { $0.value != .zero }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// Sum of the shared items of some kinds.
  private func sum(of kinds: Set<SharedItem.Kind>) -> Money {
    items.reduce(.zero) { $0 + (kinds.contains($1.kind) ? $1.amount : .zero) }
  }

  /// Shared costs and credits of the configuration: without those that follow from the requests.
  public var configuredCosts: Money {
    sum(of: Set(SharedItem.Kind.allCases).subtracting([.unlabelled, .invoice]))
  }

  /// Requests without a price of all lines.
  public var unpricedRequests: Int64 { lines.reduce(0) { $0 + $1.unpricedRequests } }
}
