public import SpendCore

/// Requests that are not paid for individually: covered by a subscription or by own hardware.
public struct Coverage: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    /// Requests of a plan: their list price is kept apart from the spend.
    case plan
    /// The hardware costs the same whether it is used or not.
    case hardware
  }

  public var kind: Kind
  public var name: String
  /// All must hold; `*` in a value stands for any text.
  public var conditions: [Dimension: String]

  public init(_ kind: Kind, name: String, conditions: [Dimension: String]) {
    self.kind = kind
    self.name = name
    self.conditions = conditions
  }

  /// Dimensions that conditions can be about: those that a request's labels have.
  public static let dimensions = Dimension.allCases.filter { $0 != .user && $0 != .session }

  public func covers(_ labels: LabelSet) -> Bool {
    // Providers that sell by the request do not run on own hardware, whatever the model.
    if kind == .hardware, conditions[.provider] == nil,
      ModelName.known.contains(ModelName.normalised(provider: labels.provider))
    {
      return false
    }
    return conditions.allSatisfy { dimension, pattern in
      Wildcard.matches(Array(pattern.lowercased().utf8), Array(labels.value(of: dimension).lowercased().utf8))
    }
  }
}

extension PriceCatalog {
  /// The prices for a request with these labels: those of its name, unless something covers it.
  public func match(_ labels: LabelSet) -> PriceMatch? {
    match(labels, listed: match(provider: labels.provider, model: labels.model, region: labels.region))
  }

  /// The prices for a request with these labels whose name has the prices `match`.
  public func match(_ labels: LabelSet, listed match: PriceMatch?) -> PriceMatch? {
    var match = match
    if labels.error == ErrorClass.contentFilter.rawValue { match?.isRefused = true }
    guard let coverage = coverages.first(where: { $0.covers(labels) }) else { return match }
    switch coverage.kind {
    case .plan:
      var covered = match ?? .covered
      covered.isCovered = true
      return covered
    case .hardware:
      // An own price by the token is another way to state the cost of the hardware.
      return match ?? .covered
    }
  }
}
