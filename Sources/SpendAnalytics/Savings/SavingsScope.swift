import SpendCore

/// The requests whose cost a saving changes.
struct SavingsScope {
  /// Dimensions of the rows that are held against it: the first ones of `SavingsAnalyzer.groups`.
  static let groups: [Dimension] = [.model, .feature, .queryType]

  private let kind: SavingsOpportunity.Kind
  private let models: Set<String>
  private let feature: String
  /// Empty for all query types.
  private let queryType: String

  /// Nil for hardware, whose cost is not one of requests.
  init?(
    _ kind: SavingsOpportunity.Kind, feature: String, model: String, queryType: String, alternative: String
  ) {
    self.kind = kind
    self.feature = feature
    switch kind {
    // Requests move from one model to the other.
    case .routing: (models, self.queryType) = ([model, alternative], queryType)
    case .batch: (models, self.queryType) = ([model], queryType)
    case .caching, .prompts, .longContext: (models, self.queryType) = ([model], "")
    case .failures: (models, self.queryType) = ([], "")
    case .hardware, .hosting: return nil
    }
  }

  /// The sums of all rows of the scope, by `groups`.
  func sums(_ rows: [SpendRow]) -> SpendSums {
    var sums = SpendSums()
    for row in rows where contains(row.keys) { sums += row.sums }
    return sums
  }

  /// The part of a cost that the saving reduces.
  func cost(_ sums: SpendSums) -> Money { kind == .failures ? sums.errorCost : sums.cost }

  private func contains(_ keys: [String]) -> Bool {
    let isOfType = kind == .routing || kind == .batch ? keys[2] == queryType : true
    return keys[1] == feature && (models.isEmpty || models.contains(keys[0])) && isOfType
  }
}
