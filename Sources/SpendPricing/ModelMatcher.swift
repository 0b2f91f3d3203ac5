/// Leads a name to its rows, by exact steps only: no prefix, no part of a name, no nearest name.
struct ModelMatcher {
  private let book: PriceLayers

  /// Makers whose lists stand for a name without a seller.
  private static let owners = [
    "openai", "anthropic", "google", "mistral", "cohere", "deepseek", "xai", "perplexity", "voyage",
    "moonshot", "zai", "minimax",
  ]

  /// Clouds that pass on other makers' models at about their price.
  private static let resellers: Set<String> = ["azure", "azure_ai", "vertex", "bedrock", "github"]

  /// Clouds whose lists have rows for a region, which begin with its name: `eu/gpt-4o`,
  /// `eu-west-1/anthropic.claude-…`.
  static let regionalSellers: Set<String> = ["azure", "bedrock"]

  /// The row of a region, where the seller lists one for the model there.
  func match(_ name: ModelName, in region: String) -> PriceMatch? {
    guard !region.isEmpty, Self.regionalSellers.contains(name.provider), !name.isPlaceholder else {
      return nil
    }
    return row(name.provider, "\(region.lowercased())/\(name.model)")
  }

  init(_ book: PriceLayers) {
    self.book = book
  }

  func match(_ name: ModelName) -> PriceMatch? {
    if !name.provider.isEmpty {
      // Some sellers have ids that begin with their own name, which elsewhere is a gateway's prefix.
      let names = name.isSellerStated ? [name.original, name.model] : [name.model, name.original]
      for known in names {
        if let match = row(name.provider, known) { return match }
      }
    }
    guard !name.isPlaceholder else { return nil }
    if name.model.hasSuffix(":free") { return .free }
    if name.model.hasPrefix("ft:") { return fineTune(name) }
    if name.provider.isEmpty { return withoutSeller(name.model) }
    guard ModelName.known.contains(name.provider) else { return proprietary(name.model) }
    if let match = within(name.provider, name.model) { return match }
    if name.provider == "bedrock", let match = bedrock(name.model) { return match }
    if Self.resellers.contains(name.provider) { return owner(of: name.model) }
    return name.provider == "openrouter" ? proprietary(name.model) : nil
  }

  // MARK: One seller's list

  private func row(_ provider: String, _ model: String) -> PriceMatch? {
    book.rows(provider: provider, name: model).map { found in
      PriceMatch(rule: found.isAlias ? .alias : .exact, rows: book.rules.applied(to: found.rows))
    }
  }

  private func within(_ provider: String, _ model: String) -> PriceMatch? {
    spelled(provider, model) ?? undated(provider, model) ?? variant(provider, model)
  }

  private func spelled(_ provider: String, _ model: String) -> PriceMatch? {
    if let match = row(provider, model) { return match }
    for spelling in Respelling.all(of: model, provider: provider) {
      if var match = row(provider, spelling) {
        match.rule = .respelled
        return match
      }
    }
    return nil
  }

  /// A dated name without a row, when the undated one has a row and no other date of the model costs
  /// something else: then a date does not say much about the price.
  private func undated(_ provider: String, _ model: String) -> PriceMatch? {
    guard let base = Respelling.withoutDate(model), let found = book.rows(provider: provider, name: base),
      !found.isAlias, let present = found.rows.last
    else { return nil }
    for row in book.rows(of: provider, namesBeginningWith: base)
    where row.to == nil && Respelling.withoutDate(row.model.lowercased()) == base {
      guard row.standard == present.standard else { return nil }
    }
    return PriceMatch(rule: .dated, rows: book.rules.applied(to: found.rows))
  }

  /// Routing words that do not change the price, and Claude Code's mark of the long context window.
  private static let variants = [":nitro", ":floor", ":online", ":thinking", ":extended", ":beta", "[1m]"]

  private func variant(_ provider: String, _ model: String) -> PriceMatch? {
    guard let suffix = Self.variants.first(where: { model.hasSuffix($0) }) else { return nil }
    guard var match = within(provider, String(model.dropLast(suffix.count))) else { return nil }
    match.rule = .variant
    // Every request comes with a search, which few logs count.
    match.searchesAlways = suffix == ":online"
    return match
  }

  /// The price of a tuned model, which is never that of its base.
  private func fineTune(_ name: ModelName) -> PriceMatch? {
    let parts = name.model.split(separator: ":")
    guard parts.count >= 2 else { return nil }
    let seller = name.provider.isEmpty ? "openai" : name.provider
    guard var match = row(seller, "ft:\(parts[1])") else { return nil }
    match.rule = .fineTune
    return match
  }

  /// A regional name of Bedrock's, priced from the base name with what the region adds. The region of the call
  /// before a slash adds nothing: regions with other prices have rows of their own.
  private func bedrock(_ model: String) -> PriceMatch? {
    if let slash = model.firstIndex(of: "/"), Region.isAmazons(model[..<slash]) {
      let base = String(model[slash...].dropFirst())
      guard var match = within("bedrock", base) ?? bedrock(base) else { return nil }
      match.rule = .region
      return match
    }
    guard let prefix = Region.bedrockPrefixes.first(where: { model.hasPrefix($0) }) else { return nil }
    guard var match = within("bedrock", String(model.dropFirst(prefix.count))) else { return nil }
    match.rule = .region
    match.addRegion(prefix)
    return match
  }

  // MARK: Several sellers' lists

  private func withoutSeller(_ model: String) -> PriceMatch? {
    let rules = book.rules
    for owner in Self.owners where rules.owns(owner, model) != false {
      if let match = within(owner, model) { return match }
    }
    // Only Bedrock's names have a region or a maker and a dot as prefix.
    let isBedrock =
      Region.bedrockPrefixes.contains { model.hasPrefix($0) }
      || ["anthropic.", "amazon.", "meta."].contains { model.hasPrefix($0) }
    return isBedrock ? within("bedrock", model) ?? bedrock(model) : nil
  }

  /// The maker's price, for a cloud without a row of its own.
  private func owner(of model: String) -> PriceMatch? {
    let prefix = Region.bedrockPrefixes.first { model.hasPrefix($0) }
    let name = Self.withoutVendor(String(model.dropFirst(prefix?.count ?? 0)))
    let rules = book.rules
    for owner in Self.owners where rules.owns(owner, name) != false {
      guard var match = within(owner, name) else { continue }
      match.rule = .owner
      match.isEstimate = true
      if let prefix { match.addRegion(prefix) }
      return match
    }
    return nil
  }

  /// Matches models that only their maker sells, by exact name.
  private func proprietary(_ model: String) -> PriceMatch? {
    let name = Self.withoutVendor(model)
    guard book.rules.isProprietary(name) else { return nil }
    for owner in Self.owners {
      guard var match = spelled(owner, name) else { continue }
      match.rule = .owner
      match.isEstimate = true
      return match
    }
    return nil
  }

  /// `anthropic.claude-…` and `openai/gpt-4o` as their makers call them.
  private static func withoutVendor(_ model: String) -> String {
    guard let end = model.firstIndex(where: { $0 == "." || $0 == "/" }) else { return model }
    let vendor = ModelName.normalised(provider: String(model[..<end]))
    return owners.contains(vendor) ? String(model[end...].dropFirst()) : model
  }

}
