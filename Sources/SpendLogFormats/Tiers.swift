/// Names of service tiers as events carry them: empty for the tier that costs the list price, one word
/// such as `batch`, `flex`, `priority` or `fast`, or several joined with `+` in alphabetical order, such
/// as `batch+fast`.
enum Tiers {
  private static let listPrice: [StaticString] = [
    "default", "standard", "auto", "standard_only", "ON_DEMAND", "on_demand", "none",
    "SERVICE_TIER_UNSPECIFIED", "SERVICE_TIER_STANDARD", "STANDARD", "not_available", "unspecified",
    "TRAFFIC_TYPE_UNSPECIFIED",
  ]

  /// Spellings of one provider for tiers that others have as well.
  private static let synonyms: [(spelling: StaticString, word: StaticString)] = [
    ("ON_DEMAND_FLEX", "flex"), ("ON_DEMAND_PRIORITY", "priority"), ("SERVICE_TIER_FLEX", "flex"),
    ("SERVICE_TIER_PRIORITY", "priority"), ("SERVICE_TIER_BATCH", "batch"), ("FLEX", "flex"),
    ("PRIORITY", "priority"), ("BATCH", "batch"),
  ]

  /// Empty for every name of the tier that costs the list price, and one word for every other tier,
  /// so that it is one tier whoever wrote the log; unknown names as they are.
  @inline(__always)
  static func canonical(_ tier: FieldText) -> FieldText {
    tier.isEmpty ? tier : known(tier)
  }

  private static func known(_ tier: FieldText) -> FieldText {
    for name in listPrice where tier.equals(name) { return .empty }
    for (spelling, word) in synonyms where tier.equals(spelling) { return FieldText(word) }
    return tier
  }

  /// Two facts of how a request was served as one tier: a batch at high speed is `batch+fast`.
  static func joined(_ first: FieldText, _ second: FieldText, _ context: LineContext) -> FieldText {
    let (first, second) = (canonical(first), canonical(second))
    guard !first.isEmpty, !second.isEmpty else { return first.isEmpty ? second : first }
    let words = Set(first.string.split(separator: "+") + second.string.split(separator: "+"))
    return words.count == 1 ? first : context.text(words.sorted().joined(separator: "+"))
  }
}
