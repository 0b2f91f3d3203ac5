import Synchronization

/// Looks up names, each once. Usable from several threads.
public final class NameLookup: Sendable {
  private struct State {
    /// The names that suggestions are chosen from; built for the first name without a price.
    var known: NearestNames?
    var found: [String: PricedName] = [:]
  }

  private let catalog: PriceCatalog
  private let state = Mutex(State())
  /// Names kept; a log that invents names must not fill the memory.
  private static let mostFound = 20_000

  public init(_ catalog: PriceCatalog) {
    self.catalog = catalog
  }

  public func name(provider: String, model: String, region: String = "") -> PricedName {
    let key = "\(provider)\t\(model)\t\(region)"
    return state.withLock { state in
      if let name = state.found[key] { return name }
      let match = catalog.match(provider: provider, model: model, region: region)
      var suggestions: [String] = []
      if match == nil {
        let known = state.known ?? catalog.names
        state.known = known
        suggestions = catalog.suggestions(provider: provider, model: model, among: known)
      }
      let name = PricedName(provider: provider, model: model, match: match, suggestions: suggestions)
      if state.found.count >= Self.mostFound { state.found.removeAll() }
      state.found[key] = name
      return name
    }
  }
}
