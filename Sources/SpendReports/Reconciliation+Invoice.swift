public import SpendAnalytics
public import SpendCore

extension Reconciliation {
  /// Cost of the reports less that of the logs, over the days and providers whose cost the reports state; nil
  /// when they state none.
  public var invoiceDifference: Money? {
    struct Place: Hashable {
      var day: Instant
      var provider: String
    }
    var theirs: [Place: Money] = [:]
    for line in lines {
      guard let cost = line.theirs.cost else { continue }
      theirs[Place(day: line.key.day, provider: line.key.provider), default: .zero] += cost
    }
    guard !theirs.isEmpty else { return nil }
    let ours = lines.filter { theirs[Place(day: $0.key.day, provider: $0.key.provider)] != nil }
      .reduce(Money.zero) { $0 + ($1.ours.cost ?? .zero) }
    return theirs.values.reduce(.zero, +) - ours
  }
}
