public import SpendCore
import SpendPricing

/// Evaluates commitments. A request that several commitments match counts for the first of them that holds at
/// its time.
public struct CommitmentEvaluator {
  private let commitments: [Commitment]
  private let zone: Zone
  private let usage: (TimeWindow) throws -> [CommitmentUsage]

  /// Two commitments that match the same requests.
  public struct Overlap: Sendable, Hashable {
    public var first: String
    public var second: String
    public var requests: Int64
  }

  /// - Parameter usage: the requests of a time range by labels, in any order.
  public init(
    _ commitments: [Commitment], zone: Zone, usage: @escaping (TimeWindow) throws -> [CommitmentUsage]
  ) {
    self.commitments = commitments
    self.zone = zone
    self.usage = usage
  }

  /// The state of each commitment in `window`, as of `now`, and the overlaps among them.
  public func evaluate(_ window: TimeWindow, now: Instant) throws -> (
    statuses: [CommitmentStatus], overlaps: [Overlap]
  ) {
    let range = TimeWindow(start: window.start, end: max(window.start, min(window.end, now)))
    let (shares, overlaps) = try assigned(in: range)
    let statuses = try commitments.indices.map { try status($0, range, now, shares[$0]) }
    return (statuses, overlaps)
  }

  private struct Sum {
    var requests: Int64 = 0
    var cost = Money.zero
  }

  private func status(_ index: Int, _ range: TimeWindow, _ now: Instant, _ sum: Sum) throws
    -> CommitmentStatus
  {
    let commitment = commitments[index]
    var status = CommitmentStatus(
      commitment: commitment, committed: .zero, used: sum.cost, requests: sum.requests)
    if commitment.kind == .credits {
      status.committed = commitment.amount
      let term = TimeWindow(start: commitment.start ?? TimeWindow.allTime.start, end: now)
      let all = try assigned(in: term).shares[index]
      (status.used, status.requests) = (all.cost, all.requests)
      let week = try assigned(in: TimeWindow(start: now.adding(seconds: -604_800), end: now)).shares[index]
      if let seconds = Self.seconds(until: commitment.amount - all.cost, at: week.cost, per: 604_800) {
        status.exhaustedAt = now.adding(seconds: Int64(min(seconds, 100 * 366 * 86_400)))
      }
    } else {
      status.committed =
        commitment.term(in: range).map {
          MonthlyAmount.part(of: commitment.amount, in: $0, zone: zone)
        } ?? .zero
      if sum.cost > .zero {
        let needed =
          Int128(commitment.amount.nanodollars) * Int128(sum.requests) / Int128(sum.cost.nanodollars)
        status.breakEvenRequestsPerMonth = Int64(clamping: needed)
      }
    }
    status.quotas = try commitment.quotas.map { try self.quota($0, index, now) }
    return status
  }

  /// The rate is that of the last hour, for quotas of more than a day that of the last day.
  private func quota(_ quota: Commitment.Quota, _ index: Int, _ now: Instant) throws
    -> CommitmentStatus.QuotaStatus
  {
    func used(_ seconds: Int64) throws -> Money {
      try assigned(in: TimeWindow(start: now.adding(seconds: -seconds), end: now)).shares[index].cost
    }
    let recent: Int64 = quota.seconds > 86_400 ? 86_400 : 3_600
    let all = try used(quota.seconds)
    return CommitmentStatus.QuotaStatus(
      quota: quota, used: all,
      secondsToLimit: Self.seconds(until: quota.amount - all, at: try used(recent), per: recent))
  }

  private static func seconds(until left: Money, at rate: Money, per seconds: Int64) -> Double? {
    if left <= .zero { return 0 }
    return rate > .zero ? Double(left.nanodollars) / Double(rate.nanodollars) * Double(seconds) : nil
  }

  /// The usage of each commitment. The range is cut where a commitment begins or ends.
  private func assigned(in range: TimeWindow) throws -> (shares: [Sum], overlaps: [Overlap]) {
    var shares = Array(repeating: Sum(), count: commitments.count)
    var overlaps: [Overlap] = []
    let cuts = commitments.flatMap { [$0.start, $0.end] }.compactMap { $0 }
      .filter { $0 > range.start && $0 < range.end }
    let edges = [range.start] + Set(cuts).sorted() + [range.end]
    for (start, end) in zip(edges, edges.dropFirst()) where start < end {
      let piece = TimeWindow(start: start, end: end)
      let active = commitments.indices.filter { commitments[$0].term(in: piece) != nil }
      guard !active.isEmpty else { continue }
      for one in try usage(piece) {
        let matching = active.filter { commitments[$0].coverage.covers(one.labels) }
        guard let first = matching.first else { continue }
        shares[first].requests += one.requests
        shares[first].cost += one.cost
        for second in matching.dropFirst() {
          let pair = (commitments[first].name, commitments[second].name)
          if let known = overlaps.firstIndex(where: { $0.first == pair.0 && $0.second == pair.1 }) {
            overlaps[known].requests += one.requests
          } else {
            overlaps.append(Overlap(first: pair.0, second: pair.1, requests: one.requests))
          }
        }
      }
    }
    return (shares, overlaps.sorted { ($0.first, $0.second) < ($1.first, $1.second) })
  }
}
