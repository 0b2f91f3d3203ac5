import SpendCore

/// genai-prices' `data.json`: providers with their models and dated prices, USD per million tokens.
///
/// The older layout is a list of providers; the newer one adds prices of other ways of processing, and
/// may have the list in an object.
enum GenAIPrices {
  static func read(_ document: JSONValue) throws(PriceFileError) -> PriceFile {
    var file = PriceFile(.genaiPrices)
    for seller in document.elements ?? document["providers"]?.elements ?? [] {
      guard let id = seller["id"]?.text else {
        throw PriceFileError(line: seller.line, reason: "a provider has no id")
      }
      let provider = ModelName.normalised(provider: id)
      for model in seller["models"]?.elements ?? [] {
        guard let name = model["id"]?.text else {
          throw PriceFileError(line: model.line, reason: "a model of \(id) has no id")
        }
        guard !name.contains(where: { "\t|\n*".contains($0) }) else {
          file.skip("a name that is a pattern")
          continue
        }
        // The list has Vertex' Claude models beside Google's own.
        let owner = provider == "google" && name.hasPrefix("claude") ? "vertex" : provider
        try read(owner, name, model, isPrefixed: id == provider, &file)
      }
    }
    return file
  }

  private static func read(
    _ provider: String, _ name: String, _ model: JSONValue, isPrefixed: Bool, _ file: inout PriceFile
  ) throws(PriceFileError) {
    guard let prices = model["prices"] else { return file.skip("no price") }
    var names: [String] = []
    if let match = model["match"] { collectNames(match, into: &names) }
    names = names.filter { $0.lowercased() != name.lowercased() }
    var rows: [Dated] = []
    for entry in prices.elements ?? [prices] {
      let constraint = entry["constraint"]
      let listed = prices.elements == nil ? entry : entry["prices"] ?? entry
      var row = try row(provider, name, listed)
      row.names = names
      if let start = constraint?["start_date"]?.text {
        row.terms.from = try day(start, entry)
      } else if let start = constraint?["start_time"]?.text, let end = constraint?["end_time"]?.text {
        guard let window = DailyWindow(Array("\(start.prefix(5))-\(end.prefix(5))".utf8)[...]) else {
          throw PriceFileError(line: entry.line, reason: "\(start) to \(end) are not hours of a day")
        }
        row.terms.window = window
      }
      guard
        row.terms.standard.input != nil || row.terms.standard.output != nil || row.terms.request != nil
          || row.hasUnits
      else {
        file.skip("no price")
        continue
      }
      if row.isNothing, !name.hasSuffix(":free") {
        file.skip("a price of 0")
        continue
      }
      rows.append(Dated(row: row, line: entry.line, variants: listed["price_variants"]?.elements ?? []))
    }
    let variants = model["price_variants"]?.elements ?? []
    try add(rows, variants, isPrefixed: isPrefixed, to: &file)
  }

  /// A row with the prices of other ways of processing that its entry lists.
  private struct Dated {
    var row: PriceRow
    var line: Int
    var variants: [JSONValue]
  }

  private static func day(_ text: String, _ entry: JSONValue) throws(PriceFileError) -> Instant {
    guard let day = PriceRow.day(Array(text.prefix(10).utf8)[...]) else {
      throw PriceFileError(line: entry.line, reason: "\"start_date\" is \(text), which is not a date")
    }
    return day
  }

  /// Closes each period where the next one begins. Hours of a day state no dates: they hold from the
  /// last dated entry on.
  private static func add(
    _ rows: [Dated], _ variants: [JSONValue], isPrefixed: Bool, to file: inout PriceFile
  ) throws(PriceFileError) {
    var whole = rows.filter { $0.row.window == nil }.sorted {
      ($0.row.from ?? .open) < ($1.row.from ?? .open)
    }
    for index in whole.indices.dropLast() { whole[index].row.terms.to = whole[index + 1].row.from }
    let last = whole.last?.row.from
    for dated in whole {
      for row in try withVariants(dated, variants) {
        file.add(row, line: dated.line, isDated: row.from != nil || row.to != nil, isPrefixed: isPrefixed)
      }
    }
    for dated in rows where dated.row.window != nil {
      var dated = dated
      dated.row.terms.from = last
      for row in try withVariants(dated, variants) {
        file.add(row, line: dated.line, isDated: row.from != nil, isPrefixed: isPrefixed)
      }
    }
  }

  /// The row with the prices of batches and tiers, cut where one of them begins.
  private static func withVariants(_ dated: Dated, _ more: [JSONValue]) throws(PriceFileError) -> [PriceRow] {
    let variants = more + dated.variants
    var starts: Set<Instant> = []
    for variant in variants {
      if let text = variant["constraint"]?["start_date"]?.text { starts.insert(try day(text, variant)) }
    }
    let bounds = [dated.row.from] + starts.sorted().map { Optional($0) } + [dated.row.to]
    var rows: [PriceRow] = []
    for (from, to) in zip(bounds, bounds.dropFirst()) {
      guard var row = dated.row.within(from, to) else { continue }
      for variant in variants {
        if let text = variant["constraint"]?["start_date"]?.text {
          guard try day(text, variant) <= row.from ?? .open else { continue }
        }
        try read(variant, &row)
      }
      rows.append(row)
    }
    return rows
  }

  /// Exact names only: the other clauses match more than is meant.
  private static func collectNames(_ clause: JSONValue, into names: inout [String]) {
    if let name = clause["equals"]?.text, !name.contains(where: { "\t|\n *".contains($0) }) {
      names.append(name)
    }
    for part in clause["or"]?.elements ?? [] { collectNames(part, into: &names) }
  }

  private static func row(
    _ provider: String, _ name: String, _ prices: JSONValue
  ) throws(PriceFileError) -> PriceRow {
    guard prices.isObject else {
      throw PriceFileError(line: prices.line, reason: "\"prices\" is not an object")
    }
    var row = PriceRow(provider: provider, model: name)
    try readTokens(prices, .standard, &row)
    row.terms.reasoning = try base(prices, "output_reasoning_mtok")
    row.terms.search = try PriceBounds.price(prices["web_searches_kcount"], "web_searches_kcount", places: 9)
    row.terms.request = try PriceBounds.price(prices["requests_kcount"], "requests_kcount", places: 9)
    readUnits(prices, &row)
    return row
  }

  private static func base(_ prices: JSONValue, _ key: String) throws(PriceFileError) -> UnitPrice? {
    guard let value = prices[key] else { return nil }
    return try PriceBounds.price(value.isObject ? value["base"] : value, key, places: 6)
  }

  private static func keys(_ kind: PriceKind) -> [String] {
    switch kind {
    case .input: ["input_mtok"]
    case .output: ["output_mtok"]
    case .cacheRead: ["cache_read_mtok"]
    case .cacheWrite5m: ["cache_write_5m_mtok", "cache_write_mtok"]
    case .cacheWrite1h: ["cache_write_1h_mtok"]
    case .audioIn: ["input_audio_mtok"]
    case .audioOut: ["output_audio_mtok"]
    case .imageIn: ["input_image_mtok"]
    case .imageOut: ["output_image_mtok"]
    }
  }

  private typealias Tier = (over: Int64, price: UnitPrice?)

  /// Prices of one tier for all lengths. At a length where another class changes, a class keeps its own.
  private static func readTokens(
    _ prices: JSONValue, _ tier: ServiceTier, _ row: inout PriceRow
  ) throws(PriceFileError) {
    let lastCheap: Int64 = row.provider == "xai" ? 1 : 0
    var tiers: [PriceKind: [Tier]] = [:]
    for kind in PriceKind.allCases {
      let place = PriceKey(step: nil, tier: tier, kind: kind)
      guard let key = keys(kind).first(where: { prices[$0] != nil }) else { continue }
      row.terms[place] = try base(prices, key) ?? row.terms[place]
      let listed = try Self.tiers(prices[key], key, lastCheap: lastCheap)
      if !listed.isEmpty { tiers[kind] = listed }
    }
    let bounds = Set(tiers.values.joined().map(\.over)).union(row.terms.steps.map(\.over)).sorted()
    for over in bounds {
      let step = row.terms.steps.firstIndex { $0.over == over } ?? row.terms.steps.count
      row.terms.setStep(step, over: over)
      for (kind, tiers) in tiers {
        row.terms[PriceKey(step: step, tier: tier, kind: kind)] =
          tiers.last { $0.over <= over }?.price ?? row.terms[PriceKey(step: nil, tier: tier, kind: kind)]
      }
    }
    _ = row.terms.settleSteps()
  }

  /// The prices of a class by the length of the prompt, the shortest first.
  private static func tiers(
    _ value: JSONValue?, _ key: String, lastCheap: Int64
  ) throws(PriceFileError) -> [Tier] {
    var tiers: [Tier] = []
    for tier in value?["tiers"]?.elements ?? [] {
      guard let start = tier["start"]?.number.flatMap({ FixedPoint.parse($0.utf8, places: 0) }) else {
        continue
      }
      tiers.append((start &- lastCheap, try PriceBounds.price(tier["price"], key, places: 6)))
    }
    return tiers.sorted { $0.over < $1.over }
  }

  /// Prices of hours, pages, pictures and characters, for one each.
  private static func readUnits(_ prices: JSONValue, _ row: inout PriceRow) {
    func price(_ key: String, places: Int, dividedBy divisor: Int64 = 1) -> UnitPrice? {
      let pico = prices[key]?.number.flatMap { FixedPoint.parse($0.utf8, places: places) }
      return pico.flatMap { $0 > 0 ? UnitPrice(picodollars: $0).scaled(by: Ratio(1, divisor)) : nil }
    }
    row.terms.units.second =
      price("audio_hours", places: 12, dividedBy: 3_600)
      ?? price("input_audio_hours", places: 12, dividedBy: 3_600)
    row.terms.units.page = price("input_document_kpages", places: 9)
    row.terms.units.character = price("input_mchars", places: 6)
  }

  /// Prices of batches and tiers: what `when` names.
  private static func read(_ variant: JSONValue, _ row: inout PriceRow) throws(PriceFileError) {
    guard let listed = variant["prices"] else { return }
    let words = (variant["when"]?.members ?? []).compactMap { key, value -> String? in
      ["processing", "service_tier", "speed"].contains(key) ? value.text : nil
    }
    guard words.count == variant["when"]?.members.count else { return }
    let tier = ServiceTier(text: words.joined(separator: "+"))
    guard tier != .standard, !tier.contains(.other) else { return }
    try readTokens(listed, tier, &row)
  }
}
