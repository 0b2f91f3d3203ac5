public import SpendCore

/// Splits an amount by weights so that the parts add up to it exactly.
public enum ExactSplit {
  /// The parts in the order of the weights. What rounding leaves goes to the largest remainders, equal ones by
  /// their order. Weights below zero count as zero; when all are zero, the parts are even. No weights give no
  /// parts.
  public static func parts(of amount: Money, by weights: [Int64]) -> [Money] {
    guard !weights.isEmpty else { return [] }
    var clean = weights.map { Int128(max(0, $0)) }
    var sum = clean.reduce(0, +)
    if sum == 0 {
      clean = clean.map { _ in 1 }
      sum = Int128(clean.count)
    }
    let whole = Int128(amount.nanodollars.magnitude)
    var parts = clean.map { whole * $0 / sum }
    let remainders = clean.map { whole * $0 % sum }
    let left = Int(whole - parts.reduce(0, +))
    let order = clean.indices.sorted { (remainders[$1], $0) < (remainders[$0], $1) }
    for index in order.prefix(left) { parts[index] += 1 }
    return parts.map { Money(nanodollars: Int64(clamping: amount < .zero ? -$0 : $0)) }
  }
}
