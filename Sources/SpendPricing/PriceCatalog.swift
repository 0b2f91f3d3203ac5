public import SpendCore

/// The price book: every seller's list prices with their dates, and the configuration's own.
///
/// Only an index of names is built when it is loaded; rows are read when a name is looked up.
public struct PriceCatalog: Sendable {
  private var book: PriceLayers
  /// The one that names a model most closely first.
  private let overrides: [PriceOverride]
  var coverages: [Coverage] = []

  /// The book inside the program.
  public static let builtin = PriceCatalog(book: PriceLayers(builtin: .builtin), overrides: [])

  /// An empty price book, for readings without price lookups.
  public static let empty = PriceCatalog(book: PriceLayers(builtin: PriceBook([])), overrides: [])

  private init(book: PriceLayers, overrides: [PriceOverride]) {
    self.book = book
    self.overrides = overrides
  }

  /// A book with prices that win over all it has.
  public func adding(_ more: [PriceOverride]) -> PriceCatalog {
    let ranked = (more + overrides).enumerated().sorted { a, b in
      a.element.rank == b.element.rank ? a.offset < b.offset : a.element.rank > b.element.rank
    }
    var copy = PriceCatalog(book: book, overrides: ranked.map(\.element))
    copy.coverages = coverages
    return copy
  }

  /// A book that knows what is paid for otherwise than by the request; the first that covers counts.
  public func covering(_ more: [Coverage]) -> PriceCatalog {
    var copy = self
    copy.coverages += more
    return copy
  }

  /// With the text of an imported book, which wins over what is inside the program.
  ///
  /// Throws `UserMessage` when a line of it can not be read.
  public func importing(_ text: [UInt8], name: String) throws -> PriceCatalog {
    let imported = PriceBook(text)
    if let damage = imported.damages.first {
      throw UserMessage(
        "cannot use the imported prices \"\(name)\"", because: damage,
        tryThis: "correct or remove the line; built-in prices are unaffected")
    }
    var copy = self
    copy.book.imported = imported
    return copy
  }

  /// The prices of a name as a person writes it: `model`, or `seller/model`.
  public func match(named name: String) -> PriceMatch? {
    if let match = match(provider: "", model: name) { return match }
    guard let slash = name.firstIndex(of: "/") else { return nil }
    return match(provider: String(name[..<slash]), model: String(name[slash...].dropFirst()))
  }

  var importedRows: [PriceRow] { book.imported?.rows ?? [] }
  var importedRules: [PriceRow] { book.imported?.rules ?? [] }

  /// The known periods of a model, by its exact name or another exact name of it.
  func periods(provider: String, model: String) -> [PriceRow] {
    book.rows(provider: provider, name: model.lowercased())?.rows ?? []
  }

  /// The prices of a name as a log has it. Nil when no rule leads to a row: then the request is
  /// unpriced, never guessed.
  ///
  /// `region`: where the model ran; clouds that list a price for there ask that.
  ///
  /// Takes up to a millisecond for an unknown name; callers keep the answer.
  public func match(provider: String, model: String, region: String = "") -> PriceMatch? {
    func listed(_ name: ModelName) -> PriceMatch? {
      let matcher = ModelMatcher(book)
      return matcher.match(name, in: region) ?? matcher.match(name)
    }
    let name = ModelName(provider: provider, model: model)
    guard let override = overrides.first(where: { $0.applies(to: name) }) else {
      return listed(name)
    }
    if override.statesPrices {
      return PriceMatch(rule: .configured, rows: book.rules.applied(to: [override.row(for: name)]))
    }
    let meant = override.sameAs.map { PriceCatalog(book: book, overrides: []).match(named: $0) }
    guard var match = meant ?? listed(name) else { return nil }
    match.rule = .configured
    if let factor = override.factor { match.discount = factor }
    return match
  }

  /// Unreadable rows of the book, described for the user: a model sold in one of them is unpriced or has its
  /// old price, so the user must be warned.
  public var damages: [String] { book.damages }

  /// The day of the newest figures in the book inside the program, and in the imported one.
  public var dates: (builtin: String?, imported: String?) { (book.builtin.date, book.imported?.date) }

  /// The start of a day as `dates` states it.
  public static func day(_ text: String) -> Instant? { PriceRow.day(Array(text.utf8)[...]) }

  /// All rows, in the order of sellers and models.
  public var rows: [PriceRow] { book.rows }

  /// Known names that look most like one without a price, the nearest first.
  public func suggestions(provider: String, model: String, limit: Int = 3) -> [String] {
    suggestions(provider: provider, model: model, limit: limit, among: NearestNames(book.models))
  }

  var names: NearestNames { NearestNames(book.models) }

  func suggestions(provider: String, model: String, limit: Int = 3, among names: NearestNames) -> [String] {
    let name = ModelName(provider: provider, model: model)
    guard !name.isPlaceholder else { return [] }
    let isSold = ModelName.known.contains(name.provider)
    return names.of(name.model, soldBy: isSold ? name.provider : nil, limit: limit)
  }
}

extension PriceCatalog: CustomStringConvertible, CustomReflectable {
  public var description: String { "a price book with \(overrides.count) prices of one's own" }

  /// A book has hundred thousands of bytes, which a failed test should not print.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
