/// What spend is grouped and filtered by. The raw value is the word of the command line and of JSON.
public enum Dimension: String, Sendable, Hashable, CaseIterable, Codable {
  case feature
  case model
  case queryType = "query_type"
  case provider
  case tier
  case team
  case key
  case project
  case environment
  case tags
  case format
  case user
  case session

  /// The heading of a panel or column.
  public var title: String {
    switch self {
    case .feature: "Feature"
    case .model: "Model"
    case .queryType: "Query type"
    case .provider: "Provider"
    case .tier: "Tier"
    case .team: "Team"
    case .key: "Key"
    case .project: "Project"
    case .environment: "Environment"
    case .tags: "Tags"
    case .format: "Format"
    case .user: "User"
    case .session: "Session"
    }
  }

  /// One of the labels that many requests have in common; who asked and in which session are not.
  public var isLabel: Bool { self != .user && self != .session }

  /// What is shown for an event whose log did not say.
  public static let none = "(none)"
}
