/// A kind of alert rule, by its definition. The raw value is its name in the configuration and in the alert
/// label `rule`.
public struct RuleKind: RawRepresentable, CaseIterable, Sendable {
  public let definition: any RuleDefinition

  public init(_ definition: any RuleDefinition) {
    self.definition = definition
  }

  /// Nil for a name that is not registered.
  public init?(rawValue: String) {
    guard let kind = RuleRegistry.kinds.first(where: { $0.rawValue == rawValue }) else { return nil }
    self = kind
  }

  public var rawValue: String { definition.name }

  public static var allCases: [RuleKind] { RuleRegistry.kinds }
}

extension RuleKind: Hashable, Codable {
  public static func == (one: RuleKind, other: RuleKind) -> Bool { one.rawValue == other.rawValue }

  public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
}
