import SpendCore

/// A label of an event that the configuration may set.
public enum LabelField: String, Sendable, Hashable, CaseIterable {
  case provider
  case model
  case feature
  case queryType = "query_type"
  case tier
  case team
  case key
  case project
  case environment
  case tags
  case region
  case customer
  case host

  var path: WritableKeyPath<LabelSet, String> {
    switch self {
    case .provider: \.provider
    case .model: \.model
    case .feature: \.feature
    case .queryType: \.queryType
    case .tier: \.tier
    case .team: \.team
    case .key: \.key
    case .project: \.project
    case .environment: \.environment
    case .tags: \.tags
    case .region: \.region
    case .customer: \.customer
    case .host: \.host
    }
  }
}
