import SpendCore

/// The book inside the program, and the imported one that goes before it where both have a price.
struct PriceLayers: Sendable {
  let builtin: PriceBook
  var imported: PriceBook?

  /// Rules of providers; imported ones come first.
  var rules: PriceRules { PriceRules(rules: (imported?.rules ?? []) + builtin.rules) }

  /// The periods of a name within a provider, the earliest first, and whether the name is the model's
  /// own. A period in which the name means another model has the prices of that model.
  func rows(provider: String, name: String) -> (rows: [PriceRow], isAlias: Bool)? {
    guard let found = stated(provider: provider, name: name) else { return nil }
    guard found.rows.contains(where: { !$0.sameAs.isEmpty }) else { return found }
    let rows = found.rows.flatMap { row in
      guard !row.sameAs.isEmpty else { return [row] }
      let meant = stated(provider: provider, name: row.sameAs.lowercased())?.rows ?? []
      return meant.filter(\.sameAs.isEmpty).compactMap { $0.within(row.from, row.to) }
    }
    return rows.isEmpty ? nil : (rows.sorted { ($0.from ?? .open, $0.id) < ($1.from ?? .open, $1.id) }, true)
  }

  /// The periods of a name as the books state them.
  func stated(provider: String, name: String) -> (rows: [PriceRow], isAlias: Bool)? {
    let below = builtin.rows(provider: provider, name: name)
    guard let imported else { return below }
    var above = imported.rows(provider: provider, name: name)
    // An imported row may be of the model that the book knows under another name, too.
    if above == nil, let model = below?.rows.first?.model {
      above = imported.rows(provider: provider, name: model.lowercased()).map { ($0.rows, true) }
    }
    guard let above else { return below }
    guard let below else { return above }
    return (Self.laid(above.rows, over: below.rows), above.isAlias && below.isAlias)
  }

  /// Rows of a book without the periods that others have a price for.
  static func laid(_ above: [PriceRow], over below: [PriceRow]) -> [PriceRow] {
    var rows = below
    for row in above {
      rows = rows.flatMap { $0.window == row.window ? $0.without(row.from, row.to) : [$0] }
    }
    return (rows + above).sorted { ($0.from ?? .open, $0.id) < ($1.from ?? .open, $1.id) }
  }

  func rows(of provider: String, namesBeginningWith prefix: String) -> [PriceRow] {
    builtin.rows(of: provider, namesBeginningWith: prefix)
      + (imported?.rows(of: provider, namesBeginningWith: prefix) ?? [])
  }

  /// Sellers and models as written, a pair for each row.
  var models: [(provider: String, model: String)] { builtin.models + (imported?.models ?? []) }

  var rows: [PriceRow] { builtin.rows + (imported?.rows ?? []) }

  var damages: [String] {
    builtin.damages + (imported?.damages ?? []).map { "imported prices: \($0)" }
  }
}

extension PriceRow {
  /// Parts of the period outside `from <= time < to`: none, one or two.
  fileprivate func without(_ from: Instant?, _ to: Instant?) -> [PriceRow] {
    let open = Instant(microseconds: .min)
    let end = Instant(microseconds: .max)
    let (start, stop) = (self.from ?? open, self.to ?? end)
    let (cutStart, cutStop) = (from ?? open, to ?? end)
    guard cutStart < stop, start < cutStop else { return [self] }
    var parts: [PriceRow] = []
    if start < cutStart {
      var part = self
      part.terms.to = cutStart
      parts.append(part)
    }
    if cutStop < stop {
      var part = self
      part.terms.from = cutStop
      parts.append(part)
    }
    return parts
  }
}
