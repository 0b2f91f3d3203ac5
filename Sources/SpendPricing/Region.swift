/// What the place where a model runs adds to its price: a tenth, at the sellers and from the models on
/// that ask it (price pages of Anthropic, OpenAI, Bedrock and Vertex, November 2026).
enum Region {
  /// First parts of Bedrock's names of regional profiles.
  static let bedrockPrefixes = ["us.", "eu.", "apac.", "au.", "jp.", "ca.", "global.", "us-gov."]

  /// What is known of a seller's model when its list says nothing of places.
  static func factors(provider: String, model: String) -> RegionFactors {
    let tenth = RegionFactors.none + 100
    switch provider {
    case "anthropic": return RegionFactors(us: tenth)
    case "openai" where hasResidency(model.lowercased()): return RegionFactors(us: tenth, eu: tenth)
    case "vertex" where isRegional(model.lowercased()):
      return RegionFactors(us: tenth, eu: tenth, other: tenth)
    default: return RegionFactors()
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

/// What the place of a request multiplies its price by, in thousandths.
struct RegionFactors: Sendable, Hashable {
  static let none: Int32 = 1_000

  /// Anthropic's `inference_geo` and OpenAI's hosts with data residency.
  var us = none
  var eu = none
  /// Everywhere else but at a global endpoint.
  var other = none

  func factor(in region: String) -> Int32 {
    switch region {
    case "", "global", "not_available": Self.none
    case "us": us
    case "eu": eu
    default: other
    }
  }
}
