/// What the place where a model runs adds to its price: a tenth, at the sellers and from the models on
/// that ask it (price pages of Anthropic, OpenAI, Bedrock and Vertex, November 2026).
enum Region {
  /// First parts of Bedrock's names of regional profiles.
  static let bedrockPrefixes = ["us.", "eu.", "apac.", "au.", "jp.", "ca.", "global.", "us-gov."]

  /// Which places cost a tenth more.
  enum Surcharge: Sendable, Hashable {
    case none
    /// `us` alone: Anthropic's `inference_geo`.
    case unitedStates
    /// `us` and `eu`: OpenAI's hosts with data residency.
    case residency
    /// All but the global endpoint: Vertex.
    case anywhere
  }

  static func surcharge(provider: String, model: String) -> Surcharge {
    switch provider {
    case "anthropic": .unitedStates
    case "openai": hasResidency(model.lowercased()) ? .residency : .none
    case "vertex": isRegional(model.lowercased()) ? .anywhere : .none
    default: .none
    }
  }

  /// Whether a request in `region` costs more.
  static func applies(_ surcharge: Surcharge, to region: String) -> Bool {
    switch surcharge {
    case .none: false
    case .unitedStates: region == "us"
    case .residency: region == "us" || region == "eu"
    case .anywhere: !region.isEmpty && region != "global"
    }
  }

  /// Claude from 4.5 and Gemini from 3.5 on.
  static func isRegional(_ model: String) -> Bool {
    if model.contains("claude") {
      let old = ["claude-v", "claude-2", "claude-3", "claude-instant", "claude-4-", "-4-0", "-4-1"]
      let plainFour = model.contains("opus-4") || model.contains("sonnet-4")
      if plainFour, !["4-5", "4.5", "4-6", "4.6", "4-7", "4.7", "4-8", "4.8"].contains(where: model.contains)
      {
        return false
      }
      return !old.contains { model.contains($0) }
    }
    guard let gemini = model.firstRange(of: "gemini-") else { return false }
    let version = model[gemini.upperBound...].prefix { $0.isNumber || $0 == "." }.split(separator: ".")
    guard let major = version.first.flatMap({ Int($0) }) else { return false }
    let minor = version.count > 1 ? Int(version[1]) ?? 0 : 0
    return (major, minor) >= (3, 5)
  }

  /// Models from March 2026 on; for older ones a region is no matter of the price.
  private static func hasResidency(_ model: String) -> Bool {
    ["gpt-5.4", "gpt-5.5", "gpt-5.6", "gpt-6", "gpt-realtime-2.1"].contains { model.hasPrefix($0) }
  }
}
