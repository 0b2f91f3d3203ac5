public import SpendCore

extension SavingsOpportunity {
  /// Eight hexadecimal digits that name the saving, the same in every analysis that finds it.
  public var key: String {
    var hash = ContentHash()
    for text in [kind.rawValue, feature, model, queryType, alternative] {
      Array(text.utf8).withUnsafeBytes { hash.combine($0) }
    }
    return String(hash.identity.hexadecimal.suffix(8))
  }

  /// The saving without its basis, as it was accepted. Nil for a kind of a newer program.
  public init?(_ accepted: AcceptedSaving) {
    guard let kind = Kind(rawValue: accepted.kind) else { return nil }
    self.init(
      kind, feature: accepted.feature, model: accepted.model, queryType: accepted.queryType,
      alternative: accepted.alternative, perMonth: accepted.perMonth, .unknown)
  }

  /// The saving with the traffic it was computed from, to be stored. Nil without an amount, and for savings
  /// by hardware, whose cost is not one of requests.
  public func accepted(_ input: SavingsInput) -> AcceptedSaving? {
    guard missing == nil, perMonth > .zero, let scope else { return nil }
    let sums = scope.sums(input.rows)
    var accepted = AcceptedSaving(time: input.now, kind: kind.rawValue)
    accepted.feature = feature
    accepted.model = model
    accepted.queryType = queryType
    accepted.alternative = alternative
    accepted.perMonth = perMonth
    accepted.seconds = input.observedSeconds
    accepted.requests = sums.requests
    accepted.cost = scope.cost(sums)
    accepted.promptTokens = sums.promptTokens
    accepted.outputTokens = sums.output
    return accepted
  }

  var scope: SavingsScope? {
    SavingsScope(kind, feature: feature, model: model, queryType: queryType, alternative: alternative)
  }
}
