/// A property that spend is grouped and filtered by. The raw value is the word of the command line and of JSON.
///
/// One table for all: a new dimension is a case, a row of `definition`, and for a label a field of `LabelSet`
/// and a column of `dimension_set`.
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
  case customer
  case region
  case host
  case error

  /// A row of the table.
  private struct Definition {
    var title: String
    var label: (any WritableKeyPath<LabelSet, String> & Sendable)?

    init(_ title: String, _ label: (any WritableKeyPath<LabelSet, String> & Sendable)? = nil) {
      self.title = title
      self.label = label
    }
  }

  private var definition: Definition {
    switch self {
    case .feature: Definition("Feature", \LabelSet.feature)
    case .model: Definition("Model", \LabelSet.model)
    case .queryType: Definition("Query type", \LabelSet.queryType)
    case .provider: Definition("Provider", \LabelSet.provider)
    case .tier: Definition("Tier", \LabelSet.tier)
    case .team: Definition("Team", \LabelSet.team)
    case .key: Definition("Key", \LabelSet.key)
    case .project: Definition("Project", \LabelSet.project)
    case .environment: Definition("Environment", \LabelSet.environment)
    case .tags: Definition("Tags", \LabelSet.tags)
    case .format: Definition("Format", \LabelSet.format)
    case .user: Definition("User")
    case .session: Definition("Session")
    case .customer: Definition("Customer", \LabelSet.customer)
    case .region: Definition("Region", \LabelSet.region)
    case .host: Definition("Host", \LabelSet.host)
    case .error: Definition("Error class", \LabelSet.error)
    }
  }

  /// The heading of a panel or column.
  public var title: String { definition.title }

  /// The field of a label set with the value; nil for user and session, which belong to single requests.
  public var label: (any WritableKeyPath<LabelSet, String> & Sendable)? { definition.label }

  /// True for a label, which many requests share; false for user and session.
  public var isLabel: Bool { label != nil }

  /// The labels, which are the columns of `dimension_set` under their raw values.
  public static let labels = allCases.filter { $0.isLabel }

  /// The text for events without a value.
  public static let none = "(none)"
}
