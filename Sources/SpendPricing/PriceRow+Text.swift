import SpendCore

extension PriceRow {
  /// Reads a row of the price book. Nil when it is damaged.
  init?(line: Substring) {
    let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
    guard cells.count >= 8, let id = Int32(cells[0]) else { return nil }
    self.init(provider: String(cells[1]), model: String(cells[2]))
    terms.id = id
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
    for pair in cells[7].split(separator: " ") {
      guard let equals = pair.firstIndex(of: "=") else { return nil }
      guard take(pair[..<equals], pair[pair.index(after: equals)...]) else { return nil }
    }
    if cells.count > 8 { confidence = String(cells[8]) }
    if cells.count > 9 { source = String(cells[9]) }
    if cells.count > 10 { date = String(cells[10]) }
    if cells.count > 11 { note = String(cells[11]) }
    terms.addGeneralSearchFee(provider: provider, model: model.lowercased())
  }

  private static func day(_ text: Substring) -> Instant? {
    let parts = text.split(separator: "-").map { Int($0) }
    guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2] else { return nil }
    return CivilTime(year: year, month: month, day: day).instant()
  }

  /// Keys of other units than tokens and searches; shown, and not part of the formula.
  private static let otherUnits: Set<Substring> = [
    "acr", "image", "video_s", "audio_s", "mchar", "pages", "rerank", "image_s",
  ]

  private mutating func take(_ key: Substring, _ value: Substring) -> Bool {
    if key == "over" {
      terms.longContextOver = Int64(value)
      return terms.longContextOver != nil
    }
    if Self.otherUnits.contains(key) { return true }
    if key == "search" || key == "request" {
      // Searches are listed per thousand.
      guard let pico = FixedPoint.parse(value.utf8, places: key == "search" ? 9 : 12) else { return false }
      if key == "search" {
        terms.search = UnitPrice(picodollars: pico)
      } else {
        terms.request = UnitPrice(picodollars: pico)
      }
      return true
    }
    guard let price = UnitPrice(usdPerMillion: value) else { return false }
    switch key {
    case "re": terms.reasoning = price
    case "ai": terms.media.audioIn = price
    case "ao": terms.media.audioOut = price
    case "ii": terms.media.imageIn = price
    case "io": terms.media.imageOut = price
    default:
      let dot = key.firstIndex(of: ".")
      let name = dot.map { key[key.index(after: $0)...] } ?? key
      switch dot.map({ key[..<$0] }) ?? "" {
      case "": return terms.standard.take(name, price)
      case "b": return terms.batch.take(name, price)
      case "f": return terms.flex.take(name, price)
      case "p": return terms.priority.take(name, price)
      case "t": return terms.longContext.take(name, price)
      default: return false
      }
    }
    return true
  }
}

extension ClassPrices {
  fileprivate mutating func take(_ name: Substring, _ price: UnitPrice) -> Bool {
    switch name {
    case "in": input = price
    case "out": output = price
    case "cr": cacheRead = price
    case "w5": cacheWrite5m = price
    case "w1": cacheWrite1h = price
    default: return false
    }
    return true
  }
}
