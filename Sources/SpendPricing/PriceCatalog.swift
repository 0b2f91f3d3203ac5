/// The price book: every seller's list prices with their dates, and the configuration's own.
///
/// Only an index of names is built when it is loaded; rows are read when a name is looked up.
public struct PriceCatalog: Sendable {
  private let book: PriceBook
  /// The one that names a model most closely first.
  private let overrides: [PriceOverride]

  /// The book inside the program.
  public static let builtin = PriceCatalog(book: .builtin, overrides: [])

  private init(book: PriceBook, overrides: [PriceOverride]) {
    self.book = book
    self.overrides = overrides
  }

  /// A book with prices that win over all it has.
  public func adding(_ more: [PriceOverride]) -> PriceCatalog {
    let ranked = (more + overrides).enumerated().sorted { a, b in
      a.element.rank == b.element.rank ? a.offset < b.offset : a.element.rank > b.element.rank
    }
    return PriceCatalog(book: book, overrides: ranked.map(\.element))
  }

  /// The prices of a name as a log has it. Nil when no rule leads to a row: then the request is
  /// unpriced, never guessed.
  ///
  /// Takes up to a millisecond for an unknown name; callers keep the answer.
  public func match(provider: String, model: String) -> PriceMatch? {
    let name = ModelName(provider: provider, model: model)
    guard let override = overrides.first(where: { $0.applies(to: name) }) else {
      return ModelMatcher(book).match(name)
    }
    if let factor = override.factor {
      guard var match = ModelMatcher(book).match(name) else { return nil }
      match.rule = .configured
      match.discount = factor
      return match
    }
    var row = PriceRow(provider: name.provider, model: name.model)
    row.standard = override.prices
    row.source = "configuration"
    return PriceMatch(rule: .configured, rows: [row])
  }

  /// All rows, in the order of sellers and models.
  public var rows: [PriceRow] { book.rows }

  /// Lines of the book that are meant as rows, readable or not: a check against `rows`.
  var lineCount: Int { book.count }

  /// Known names that look most like one without a price, the nearest first.
  public func suggestions(provider: String, model: String, limit: Int = 3) -> [String] {
    let name = ModelName(provider: provider, model: model)
    guard !name.isPlaceholder else { return [] }
    let isSold = ModelName.known.contains(name.provider)
    return NearestNames.of(name.model, among: book.models.filter { !isSold || $0.provider == name.provider })
      .prefix(limit).map { $0 }
  }
}
