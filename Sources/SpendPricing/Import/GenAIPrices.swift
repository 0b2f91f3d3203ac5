import SpendCore

/// genai-prices' `data.json`: sellers with their models and dated prices, USD per million tokens.
///
/// The older layout is a list of sellers; the newer one adds prices for other ways of processing,
/// and may have the list in an object.
enum GenAIPrices {
  static func read(_ document: JSONValue) throws(PriceFileError) -> PriceFile {
    var file = PriceFile(.genaiPrices)
    for seller in document.elements ?? document["providers"]?.elements ?? [] {
      guard let id = seller["id"]?.text else {
        throw PriceFileError(line: seller.line, reason: "a seller has no id")
      }
      let provider = ModelName.normalised(provider: id)
      for model in seller["models"]?.elements ?? [] {
        guard let name = model["id"]?.text else {
          throw PriceFileError(line: model.line, reason: "a model of \(id) has no id")
        }
        try read(provider, name, model, &file)
      }
    }
    return file
  }

  private static func read(
    _ provider: String, _ name: String, _ model: JSONValue, _ file: inout PriceFile
  ) throws(PriceFileError) {
    guard let prices = model["prices"] else { return file.skip("no price") }
    var names: [String] = []
    if let match = model["match"] { collectNames(match, into: &names) }
    names = names.filter { $0.lowercased() != name.lowercased() }
    var rows: [(row: PriceRow, line: Int)] = []
    for entry in prices.elements ?? [prices] {
      let constraint = entry["constraint"]
      var row = try row(provider, name, prices.elements == nil ? entry : entry["prices"] ?? entry)
      row.names = names
      if let start = constraint?["start_date"]?.text {
        guard let day = PriceRow.day(Array(start.prefix(10).utf8)[...]) else {
          throw PriceFileError(line: entry.line, reason: "\"start_date\" is \(start), which is not a date")
        }
        row.terms.from = day
      } else if let start = constraint?["start_time"]?.text, let end = constraint?["end_time"]?.text {
        guard let window = DailyWindow(Array("\(start.prefix(5))-\(end.prefix(5))".utf8)[...]) else {
          throw PriceFileError(line: entry.line, reason: "\(start) to \(end) are not hours of a day")
        }
        row.terms.window = window
      }
      guard row.terms.standard.input != nil || row.terms.standard.output != nil || row.terms.request != nil
      else {
        file.skip("no price")
        continue
      }
      if row.isNothing, !name.hasSuffix(":free") {
        file.skip("a price of 0")
        continue
      }
      rows.append((row, entry.line))
    }
    add(rows, to: &file)
  }

  /// Closes each period where the next one begins. Hours of a day say nothing of dates: they hold
  /// from the last dated entry on.
  private static func add(_ rows: [(row: PriceRow, line: Int)], to file: inout PriceFile) {
    var whole = rows.filter { $0.row.window == nil }.sorted {
      ($0.row.from?.microseconds ?? .min) < ($1.row.from?.microseconds ?? .min)
    }
    for index in whole.indices.dropLast() { whole[index].row.terms.to = whole[index + 1].row.from }
    let last = whole.last?.row.from
    for (row, line) in whole { file.add(row, line: line, isDated: row.from != nil || row.to != nil) }
    for (row, line) in rows where row.window != nil {
      var row = row
      row.terms.from = last
      file.add(row, line: line, isDated: last != nil)
    }
  }

  /// Exact names only: the other clauses match more than is meant.
  private static func collectNames(_ clause: JSONValue, into names: inout [String]) {
    if let name = clause["equals"]?.text, !name.contains(where: { "\t|\n ".contains($0) }) {
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
    let isXAI = provider == "xai"
    func listed(_ key: String) throws(PriceFileError) -> UnitPrice? {
      guard let value = prices[key] else { return nil }
      guard value.isObject else { return try PriceBounds.price(value, key, places: 6) }
      return try PriceBounds.price(value["base"], key, places: 6)
    }
    var tiers: [WritableKeyPath<ClassPrices, UnitPrice?>: [Tier]] = [:]
    let classes: [(WritableKeyPath<ClassPrices, UnitPrice?>, [String])] = [
      (\.input, ["input_mtok"]), (\.output, ["output_mtok"]), (\.cacheRead, ["cache_read_mtok"]),
      (\.cacheWrite5m, ["cache_write_5m_mtok", "cache_write_mtok"]),
      (\.cacheWrite1h, ["cache_write_1h_mtok"]),
    ]
    for (path, keys) in classes {
      for key in keys where row.terms.standard[keyPath: path] == nil {
        row.terms.standard[keyPath: path] = try listed(key)
        tiers[path] = try Self.tiers(prices[key], key, lastCheap: isXAI ? 1 : 0)
      }
    }
    row.terms.steps = steps(tiers, standard: row.terms.standard)
    row.terms.reasoning = try listed("output_reasoning_mtok")
    row.terms.media.audioIn = try listed("input_audio_mtok")
    row.terms.media.audioOut = try listed("output_audio_mtok")
    row.terms.media.imageIn = try listed("input_image_mtok")
    row.terms.media.imageOut = try listed("output_image_mtok")
    row.terms.search = try PriceBounds.price(prices["web_searches_kcount"], "web_searches_kcount", places: 9)
    row.terms.request = try PriceBounds.price(prices["requests_kcount"], "requests_kcount", places: 9)
    for variant in prices["price_variants"]?.elements ?? [] { try read(variant, &row) }
    return row
  }

  private typealias Tier = (over: Int64, price: UnitPrice?)

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

  /// The lengths at which the price of any class changes; another keeps its own there.
  private static func steps(
    _ tiers: [WritableKeyPath<ClassPrices, UnitPrice?>: [Tier]], standard: ClassPrices
  ) -> [LengthStep] {
    Set(tiers.values.joined().map(\.over)).sorted().map { over in
      var step = LengthStep(over: over)
      for (path, tiers) in tiers where !tiers.isEmpty {
        step.prices[keyPath: path] = tiers.last { $0.over <= over }?.price ?? standard[keyPath: path]
      }
      return step
    }
  }

  /// Prices of batches, flex and priority: what `when` says.
  private static func read(_ variant: JSONValue, _ row: inout PriceRow) throws(PriceFileError) {
    let when = variant["when"]
    let word = (when?["processing"] ?? when?["service_tier"] ?? when?["speed"])?.text ?? ""
    let tier = ServiceTier(text: word)
    guard tier != .standard, tier != .other, let listed = variant["prices"] else { return }
    func price(_ key: String) throws(PriceFileError) -> UnitPrice? {
      let value = listed[key]
      return try PriceBounds.price(value?["base"] ?? value, key, places: 6)
    }
    var prices = ClassPrices()
    prices.input = try price("input_mtok")
    prices.output = try price("output_mtok")
    prices.cacheRead = try price("cache_read_mtok")
    prices.cacheWrite5m = try price("cache_write_5m_mtok")
    if prices.cacheWrite5m == nil { prices.cacheWrite5m = try price("cache_write_mtok") }
    prices.cacheWrite1h = try price("cache_write_1h_mtok")
    switch tier {
    case .batch: row.terms.batch = prices
    case .flex: row.terms.flex = prices
    case .priority: row.terms.priority = prices
    case .standard, .other: break
    }
  }
}
