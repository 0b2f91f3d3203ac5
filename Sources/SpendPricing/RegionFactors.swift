import SpendCore

/// The factors by which a price grows in the place where a model runs, in thousandths.
public struct RegionFactors: Sendable, Hashable {
  public static let none: Int32 = 1_000

  /// Anthropic's `inference_geo` and OpenAI's hosts with data residency.
  public var us = none
  public var eu = none
  /// Everywhere else but at a global endpoint.
  public var other = none
  /// Factors of further places by name.
  public var places: [String: Int32] = [:]
  /// A rule of the provider, not the model's own row, states the factors.
  var isGeneral = false

  /// Returns true if a request's region is a place with a factor of its own.
  static func isPlace(_ region: String) -> Bool {
    region != "" && region != "global" && region != "not_available"
  }

  func factor(in region: String) -> Int32 {
    guard Self.isPlace(region) else { return Self.none }
    if !places.isEmpty, let factor = places[region.lowercased()] { return factor }
    switch region {
    case "us": return us
    case "eu": return eu
    default: return other
    }
  }

  /// Sets the factor of one place, or of all with an empty name.
  mutating func set(_ factor: Int32, of place: Substring) {
    switch place {
    case "": (us, eu, other) = (factor, factor, factor)
    case "us": us = factor
    case "eu": eu = factor
    case "other": other = factor
    default: places[String(place)] = factor
    }
  }

  /// Reads a factor as a list writes it; nil for what can be none.
  static func parse(_ text: some Collection<UInt8>) -> Int32? {
    FixedPoint.parse(text, places: 3).flatMap { (1...100_000).contains($0) ? Int32($0) : nil }
  }

  /// The factors as words of a price book, whose keys begin with `key`.
  func words(_ key: String) -> [String] {
    func text(_ factor: Int32) -> String { FixedPoint.shortestString(Int64(factor), places: 3) }
    var words: [String] = []
    if us == eu, us == other {
      words.append("\(key)=\(text(us))")
    } else {
      words += ["\(key).us=\(text(us))", "\(key).eu=\(text(eu))", "\(key).other=\(text(other))"]
    }
    return words + places.sorted { $0.key < $1.key }.map { "\(key).\($0.key)=\(text($0.value))" }
  }
}
