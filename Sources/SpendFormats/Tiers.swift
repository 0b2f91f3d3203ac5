/// Names of service tiers.
enum Tiers {
  private static let listPrice: [StaticString] = [
    "default", "standard", "auto", "standard_only", "ON_DEMAND", "on_demand", "none",
    "SERVICE_TIER_UNSPECIFIED", "STANDARD",
  ]

  /// Empty for every name of the tier that costs the list price, so that it is one tier whoever
  /// wrote the log; other names as they are.
  @inline(__always)
  static func canonical(_ tier: FieldText) -> FieldText {
    tier.isEmpty ? tier : known(tier)
  }

  private static func known(_ tier: FieldText) -> FieldText {
    for name in listPrice where tier.equals(name) { return .empty }
    return tier
  }
}
