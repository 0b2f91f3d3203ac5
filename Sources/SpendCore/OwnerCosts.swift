/// The things that requests belong to, such as sessions, by some dimensions: their number, and the cost of the
/// requests that belong to one. Things of which all requests are unpriced are part of neither.
public struct OwnerCosts: Sendable, Hashable {
  public struct Owners: Sendable, Hashable {
    public var count: Int64 = 0
    public var cost = Money.zero

    public init() {}
  }

  /// By the values of the dimensions.
  public var groups: [[String]: Owners] = [:]
  /// A session with requests of two groups is one session here.
  public var total = Owners()

  public init() {}

  /// - Parameters:
  ///   - rows: grouped by the dimensions, then by the owner.
  ///   - dimensions: number of the dimensions.
  public init(rows: [SpendRow], dimensions: Int) {
    var whole: [String: SpendSums] = [:]
    for row in rows where row.keys.last != "" {
      whole[row.keys.last ?? "", default: SpendSums()] += row.sums
      groups[Array(row.keys.prefix(dimensions)), default: .init()].add(row.sums)
    }
    for sums in whole.values { total.add(sums) }
    groups = groups.filter { $0.value.count > 0 }
  }
}

extension OwnerCosts.Owners {
  /// Adds the requests of one owner.
  fileprivate mutating func add(_ sums: SpendSums) {
    guard sums.requests > sums.unpricedRequests else { return }
    count += 1
    cost += sums.cost
  }
}
