/// A name with what the book has for it: looked up once, asked for many requests.
public struct PricedName: Sendable {
  public let provider: String
  public let model: String
  public let match: PriceMatch?
  /// Known names that look like it; only for a name without a price.
  public let suggestions: [String]
}

/// Looks up names, each once.
public final class NameLookup {
  private let catalog: PriceCatalog
  private lazy var known = catalog.names
  private var found: [String: PricedName] = [:]

  public init(_ catalog: PriceCatalog) {
    self.catalog = catalog
  }

  public func name(provider: String, model: String, region: String = "") -> PricedName {
    let key = "\(provider)\t\(model)\t\(region)"
    if let name = found[key] { return name }
    let match = catalog.match(provider: provider, model: model, region: region)
    let suggestions =
      match == nil ? catalog.suggestions(provider: provider, model: model, among: known) : []
    let name = PricedName(provider: provider, model: model, match: match, suggestions: suggestions)
    found[key] = name
    return name
  }
}
