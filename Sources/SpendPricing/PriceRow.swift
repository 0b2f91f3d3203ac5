public import SpendCore

/// What one seller asks for one model in one period.
public struct PriceRow: Sendable, Hashable {
  /// Stored with events. 0 for prices of the configuration.
  public var id: Int32 = 0
  public let provider: String
  public let model: String
  /// A model of Anthropic's, whoever sells it: its cache prices follow from the input price.
  let isAnthropic: Bool
  /// The seller publishes half price for all batches.
  let halvesBatches: Bool
  /// First moment it holds; nil is open.
  public var from: Instant?
  /// First moment it holds no longer; nil is open.
  public var to: Instant?
  public var window: DailyWindow?
  public var standard = ClassPrices()
  public var batch = ClassPrices()
  public var flex = ClassPrices()
  public var priority = ClassPrices()
  /// Prices of a prompt of more than `longContextOver` tokens, for the whole request.
  public var longContext = ClassPrices()
  public var longContextOver: Int64?
  public var reasoning: UnitPrice?
  public var audioIn: UnitPrice?
  public var audioOut: UnitPrice?
  public var imageIn: UnitPrice?
  public var imageOut: UnitPrice?
  /// For each server-side search.
  public var search: UnitPrice?
  /// For each request.
  public var request: UnitPrice?
  /// Where the figures are from.
  public var source = ""
  public var confidence = ""
  public var date = ""

  public init(provider: String, model: String) {
    self.provider = provider
    self.model = model
    isAnthropic = provider == "anthropic" || model.lowercased().contains("claude")
    halvesBatches = ["openai", "anthropic", "google", "mistral", "azure", "vertex", "bedrock"].contains(
      provider)
  }

  /// Whether it holds at a moment, its hours of the day included.
  func holds(at instant: Instant) -> Bool {
    if let from, instant < from { return false }
    if let to, instant >= to { return false }
    return window?.contains(instant) ?? true
  }
}

/// Prices of the five token classes; nil is no price of its own, which is not zero.
public struct ClassPrices: Sendable, Hashable {
  public var input: UnitPrice?
  public var output: UnitPrice?
  public var cacheRead: UnitPrice?
  public var cacheWrite5m: UnitPrice?
  public var cacheWrite1h: UnitPrice?

  public init() {}
}

/// Hours of the day in UTC, `start <= minute < end`; may run over midnight.
public struct DailyWindow: Sendable, Hashable {
  /// Minutes since midnight.
  public var start: Int
  public var end: Int
  public var weekdaysOnly: Bool

  func contains(_ instant: Instant) -> Bool {
    let time = CivilTime(instant)
    if weekdaysOnly, time.weekday > 4 { return false }
    let minute = time.hour * 60 + time.minute
    return start <= end ? (start..<end).contains(minute) : minute >= start || minute < end
  }

  /// Reads `HH:MM-HH:MM`, with ` mon-fri` for week days only.
  init?(_ text: Substring) {
    let parts = text.split(separator: " ")
    guard let hours = parts.first else { return nil }
    let ends = hours.split(separator: "-").map { end -> Int? in
      let numbers = end.split(separator: ":").map { Int($0) }
      guard numbers.count == 2, let hour = numbers[0], let minute = numbers[1] else { return nil }
      return hour * 60 + minute
    }
    guard ends.count == 2, let start = ends[0], let end = ends[1] else { return nil }
    self.start = start
    self.end = end
    weekdaysOnly = parts.count > 1 && parts[1] == "mon-fri"
  }
}

extension PriceRow {
  /// Reads a row of the price book. Nil when it is damaged.
  init?(line: Substring) {
    let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
    guard cells.count >= 8, let id = Int32(cells[0]) else { return nil }
    self.init(provider: String(cells[1]), model: String(cells[2]))
    self.id = id
    if !cells[4].isEmpty {
      guard let from = Self.day(cells[4]) else { return nil }
      self.from = from
    }
    if !cells[5].isEmpty {
      guard let to = Self.day(cells[5]) else { return nil }
      self.to = to
    }
    if !cells[6].isEmpty {
      guard let window = DailyWindow(cells[6]) else { return nil }
      self.window = window
    }
    for pair in cells[7].split(separator: " ") {
      guard let equals = pair.firstIndex(of: "=") else { return nil }
      guard take(pair[..<equals], pair[pair.index(after: equals)...]) else { return nil }
    }
    if cells.count > 8 { confidence = String(cells[8]) }
    if cells.count > 9 { source = String(cells[9]) }
    if cells.count > 10 { date = String(cells[10]) }
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
      longContextOver = Int64(value)
      return longContextOver != nil
    }
    if Self.otherUnits.contains(key) { return true }
    if key == "search" || key == "request" {
      // Searches are listed per thousand.
      guard let pico = FixedPoint.parse(value.utf8, places: key == "search" ? 9 : 12) else { return false }
      if key == "search" {
        search = UnitPrice(picodollars: pico)
      } else {
        request = UnitPrice(picodollars: pico)
      }
      return true
    }
    guard let price = UnitPrice(usdPerMillion: value) else { return false }
    switch key {
    case "re": reasoning = price
    case "ai": audioIn = price
    case "ao": audioOut = price
    case "ii": imageIn = price
    case "io": imageOut = price
    default:
      let dot = key.firstIndex(of: ".")
      let name = dot.map { key[key.index(after: $0)...] } ?? key
      switch dot.map({ key[..<$0] }) ?? "" {
      case "": return standard.take(name, price)
      case "b": return batch.take(name, price)
      case "f": return flex.take(name, price)
      case "p": return priority.take(name, price)
      case "t": return longContext.take(name, price)
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
