import SpendCore

extension PriceRow {
  /// The row as a line of a price book: what `init(line:)` reads.
  var line: String {
    func day(_ instant: Instant?) -> String { instant.map { String($0.rfc3339.prefix(10)) } ?? "" }
    return [
      "\(id)", provider, model, names.joined(separator: "|"), day(from), day(to), window?.text ?? "", prices,
      confidence, source, date, note,
    ].map(Self.plain).joined(separator: "\t")
  }

  /// Without what separates cells and lines.
  private static func plain(_ text: String) -> String {
    text.contains { $0 == "\t" || $0.isNewline }
      ? String(text.map { $0 == "\t" || $0.isNewline ? " " : $0 }) : text
  }

  private var prices: String {
    var words: [String] = []
    func add(_ key: String, _ price: UnitPrice?, places: Int = 6) {
      if let price { words.append("\(key)=\(FixedPoint.shortestString(price.picodollars, places: places))") }
    }
    func add(_ prefix: String, _ prices: ClassPrices) {
      add(prefix + "in", prices.input)
      add(prefix + "out", prices.output)
      add(prefix + "cr", prices.cacheRead)
      add(prefix + "w5", prices.cacheWrite5m)
      add(prefix + "w1", prices.cacheWrite1h)
    }
    add("", terms.standard)
    add("re", terms.reasoning)
    add("ai", terms.media.audioIn)
    add("ao", terms.media.audioOut)
    add("ii", terms.media.imageIn)
    add("io", terms.media.imageOut)
    add("b.", terms.batch)
    add("f.", terms.flex)
    add("p.", terms.priority)
    for step in terms.steps {
      words.append("over=\(step.over)")
      add("t.", step.prices)
    }
    if terms.statesRegions {
      for (key, path) in RegionFactors.keys {
        words.append("\(key)=\(FixedPoint.shortestString(Int64(terms.regions[keyPath: path]), places: 3))")
      }
    }
    if !terms.searchIsGeneral { add("search", terms.search, places: 9) }
    add("request", terms.request, places: 12)
    for (key, unit, places) in UnitPrices.keys { add(key, terms.units[unit], places: places) }
    if !others.isEmpty { words.append(others) }
    return words.joined(separator: " ")
  }
}

extension RegionFactors {
  /// As a book writes them.
  static var keys: [(String, WritableKeyPath<RegionFactors, Int32>)] {
    [("r.us", \.us), ("r.eu", \.eu), ("r.other", \.other)]
  }

  /// A factor as a list writes it; nil for what can be none.
  static func parse(_ text: some Collection<UInt8>) -> Int32? {
    FixedPoint.parse(text, places: 3).flatMap { (1...100_000).contains($0) ? Int32($0) : nil }
  }
}

extension DailyWindow {
  /// As the book writes it.
  public var text: String {
    func clock(_ minute: Int) -> String {
      let hour = minute / 60
      let rest = minute % 60
      return "\(hour < 10 ? "0" : "")\(hour):\(rest < 10 ? "0" : "")\(rest)"
    }
    return "\(clock(start))-\(clock(end))\(weekdaysOnly ? " mon-fri" : "")"
  }
}
