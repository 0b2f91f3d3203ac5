import SpendCore

/// Bytes of a price book: compared and split as they are, because a book has hundred thousands.
typealias BookBytes = ArraySlice<UInt8>

extension BookBytes {
  var text: String { String(decoding: self, as: UTF8.self) }

  func cells(_ separator: UInt8, upTo count: Int = .max) -> [BookBytes] {
    split(separator: separator, maxSplits: count == .max ? .max : count - 1, omittingEmptySubsequences: false)
  }

  /// A whole number without a sign.
  var number: Int? {
    !isEmpty && allSatisfy(\.isDigit) ? FixedPoint.parse(self, places: 0).map(Int.init) : nil
  }
}

extension PriceRow {
  /// Reads a row of the price book. Nil when it is damaged.
  init?(line: BookBytes) {
    let cells = line.cells(UInt8(ascii: "\t"))
    guard cells.count >= 8, let id = cells[0].number.flatMap({ Int32(exactly: $0) }) else { return nil }
    self.init(provider: cells[1].text, model: cells[2].text)
    terms.id = id
    names = cells[3].split(separator: UInt8(ascii: "|")).map(\.text)
    if !cells[4].isEmpty {
      guard let from = Self.day(cells[4]) else { return nil }
      terms.from = from
    }
    if !cells[5].isEmpty {
      guard let to = Self.day(cells[5]) else { return nil }
      terms.to = to
    }
    if !cells[6].isEmpty {
      guard let window = DailyWindow(cells[6]) else { return nil }
      terms.window = window
    }
    for pair in cells[7].split(separator: UInt8(ascii: " ")) {
      let parts = pair.cells(UInt8(ascii: "="), upTo: 2)
      guard parts.count == 2, take(parts[0].text, parts[1]) else { return nil }
    }
    // A name that means another model has no prices of its own.
    guard sameAs.isEmpty || terms.hasNoPrice && multiples.isEmpty else { return nil }
    guard terms.settleSteps() else { return nil }
    if cells.count > 8 { confidence = cells[8].text }
    if cells.count > 9 { source = cells[9].text }
    if cells.count > 10 { date = cells[10].text }
    if cells.count > 11 { note = cells[11].text }
  }

  static func day(_ bytes: BookBytes) -> Instant? {
    let parts = bytes.cells(UInt8(ascii: "-")).map(\.number)
    guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2] else { return nil }
    guard (1...9_999).contains(year), (1...12).contains(month),
      (1...CivilTime.daysIn(month: month, year: year)).contains(day)
    else { return nil }
    return CivilTime(year: year, month: month, day: day).instant()
  }

  /// Keys of what no log counts; shown, and not part of the formula.
  private static let otherUnits: Set<String> = ["acr", "video_s", "image_s"]

  private mutating func take(_ key: String, _ value: BookBytes) -> Bool {
    if key == "over" {
      guard let over = value.number else { return false }
      let isNamed = terms.steps.last?.over == LengthStep.unknown
      terms.setStep(terms.steps.count - (isNamed ? 1 : 0), over: Int64(over))
      return true
    }
    if key == "is" {
      guard !value.isEmpty else { return false }
      sameAs = value.text
      return true
    }
    if value.last == UInt8(ascii: "x") || value.elementsEqual("none".utf8) {
      let isLong = key.hasPrefix("t.")
      guard !isLong || !terms.steps.isEmpty,
        let multiple = PriceMultiple(
          key: isLong ? key.dropFirst(2) : key[...], value: value, over: isLong ? terms.steps.last?.over : nil
        )
      else { return false }
      multiples.append(multiple)
      return true
    }
    if key == "r" || key.hasPrefix("r.") { return take(place: key.dropFirst(2), value, \.regions) }
    if key == "rp" || key.hasPrefix("rp.") { return take(place: key.dropFirst(3), value, \.profiles) }
    if let isTaken = take(fact: key, value) { return isTaken }
    if Self.otherUnits.contains(key) {
      guard FixedPoint.parse(value, places: 12) != nil else { return false }
      others += (others.isEmpty ? "" : " ") + key + "=" + value.text
      return true
    }
    if let (_, unit, places) = UnitPrices.keys.first(where: { $0.0 == key }) {
      guard let pico = FixedPoint.parse(value, places: places) else { return false }
      terms.units[unit] = UnitPrice(picodollars: pico)
      return true
    }
    if key == "search" || key == "request" {
      // Searches are listed per thousand.
      guard let pico = FixedPoint.parse(value, places: key == "search" ? 9 : 12) else { return false }
      if key == "search" {
        terms.search = UnitPrice(picodollars: pico)
      } else {
        terms.request = UnitPrice(picodollars: pico)
      }
      return true
    }
    guard let price = FixedPoint.parse(value, places: 6).map(UnitPrice.init(picodollars:)) else {
      return false
    }
    if key == "re" {
      terms.reasoning = price
      return true
    }
    guard let place = place(of: key) else { return false }
    terms[place] = price
    return true
  }

  /// Takes a fact that is no price. False for a damaged value, nil for another key.
  private mutating func take(fact key: String, _ value: BookBytes) -> Bool? {
    switch key {
    case "mincache":
      guard let tokens = value.number, tokens > 0 else { return false }
      minimumCache = Int64(tokens)
    case "search.max", "search.each":
      guard let count = value.number.flatMap({ Int32(exactly: $0) }), count > 0 else { return false }
      if key == "search.max" { terms.mostSearches = count } else { terms.usualSearches = count }
    case "refusal.free":
      guard let day = Self.day(value) else { return false }
      terms.freeRefusals = day
    case "owner":
      guard isRule, let number = value.number, number <= 1 else { return false }
      isOwner = number == 1
    default: return nil
    }
    return true
  }

  private mutating func take(
    place: Substring, _ value: BookBytes, _ path: WritableKeyPath<PriceTerms, RegionFactors?>
  ) -> Bool {
    guard let factor = RegionFactors.parse(value) else { return false }
    var factors = terms[keyPath: path] ?? RegionFactors()
    factors.set(factor, of: place)
    terms[keyPath: path] = factors
    return true
  }

  /// The place of a token price in the row: `in`, `b.in`, `t.in`, `t.b.in`.
  private func place(of key: String) -> PriceKey? {
    var parts = key.split(separator: ".", omittingEmptySubsequences: false)
    guard let last = parts.popLast(), let kind = PriceKind(rawValue: String(last)) else { return nil }
    var key = PriceKey(step: nil, tier: .standard, kind: kind)
    if parts.first == "t" {
      parts.removeFirst()
      key.step = max(0, terms.steps.count - 1)
    }
    guard let tier = parts.popLast() else { return key }
    guard parts.isEmpty, let named = ServiceTier(key: tier) else { return nil }
    key.tier = named
    return key
  }
}

extension UnitPrices {
  /// As a book writes them, with the decimal places of a price that are picodollars of a unit: characters
  /// are listed per million, pages and searches of rerankers per thousand.
  static var keys: [(String, BilledUnits.Unit, Int)] {
    [
      ("image", .image, 12), ("audio_s", .second, 12), ("mchar", .character, 6), ("pages", .page, 9),
      ("rerank", .rerank, 9),
    ]
  }
}
