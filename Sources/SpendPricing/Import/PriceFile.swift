public import SpendCore

/// Where a file of prices comes from, which is how it is laid out.
public enum PriceFileFormat: String, Sendable, CaseIterable {
  case litellm
  case modelsDev = "models.dev"
  case genaiPrices = "genai-prices"
  /// A table of our own.
  case tsv
}

/// Prices of a file, as far as they were understood.
public struct PriceFile: Sendable {
  public let format: PriceFileFormat
  /// Rows without an id.
  var rows: [Entry] = []
  /// What was left out, and why; each reason with how often.
  public private(set) var skipped: [String: Int] = [:]
  /// Prices that can hardly be meant, with their place. They are left out.
  public private(set) var flagged: [String] = []

  struct Entry: Sendable {
    var row: PriceRow
    var line: Int
    /// The file says from when it holds; else it is what holds now.
    var isDated: Bool
  }

  public var count: Int { rows.count }

  init(_ format: PriceFileFormat) {
    self.format = format
  }

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - format: nil to tell it from the content.
  ///   - name: the file's, for what is said about it.
  ///   - source: what rows say of where they come from.
  ///
  /// Throws `UserMessage` with file, line and reason. Then nothing of the file may be used.
  public init(
    _ bytes: [UInt8], format: PriceFileFormat?, name: String, source: String, readOn day: String
  ) throws(UserMessage) {
    do throws(PriceFileError) {
      self = try Self.read(bytes, format)
      for index in rows.indices {
        rows[index].row.source = rows[index].row.source.isEmpty ? source : rows[index].row.source
        rows[index].row.date = day
        rows[index].row.confidence = "single"
      }
      try PeriodCheck.check(rows)
    } catch {
      let place = error.line.map { "line \($0): " } ?? ""
      throw UserMessage(
        "cannot import \"\(name)\"", because: place + error.reason, tryThis: "nothing of it was taken")
    }
  }

  private static func read(_ bytes: [UInt8], _ format: PriceFileFormat?) throws(PriceFileError) -> PriceFile {
    let first = bytes.first {
      !($0 == 0x20 || (0x09...0x0D).contains($0) || [0xEF, 0xBB, 0xBF].contains($0))
    }
    guard let first else { throw PriceFileError(line: nil, reason: "the file is empty") }
    let isJSON = first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    if let format, (format == .tsv) == isJSON {
      throw PriceFileError(line: 1, reason: "it is not laid out as \(format.rawValue)")
    }
    guard isJSON else { return try PriceTable.read(bytes) }
    let document = try JSONValue(bytes)
    guard let format = format ?? detect(document) else {
      throw PriceFileError(
        line: 1, reason: "it is neither LiteLLM's map nor models.dev's nor that of genai-prices")
    }
    let file: PriceFile
    switch format {
    case .litellm: file = try LiteLLMPrices.read(document)
    case .modelsDev: file = try ModelsDevPrices.read(document)
    case .genaiPrices: file = try GenAIPrices.read(document)
    case .tsv: throw PriceFileError(line: 1, reason: "it is not laid out as tsv")
    }
    guard !file.rows.isEmpty else { throw PriceFileError(line: nil, reason: "there is no price in it") }
    return file
  }

  private static func detect(_ document: JSONValue) -> PriceFileFormat? {
    if document.elements != nil || document["providers"]?.elements != nil { return .genaiPrices }
    for (_, value) in document.members.prefix(20) {
      if value["models"]?.isObject == true { return .modelsDev }
      if value["litellm_provider"] != nil || value["input_cost_per_token"] != nil { return .litellm }
    }
    return nil
  }

  mutating func skip(_ reason: String) {
    skipped[reason, default: 0] += 1
  }

  /// Adds a row unless a price of it is in another unit.
  mutating func add(_ row: PriceRow, line: Int, isDated: Bool = false) {
    if let price = row.dearest, price > PriceBounds.plausible {
      flagged.append(
        "line \(line): \(row.provider)/\(row.model) would cost \(price.usdPerMillion) USD a million tokens")
      return
    }
    rows.append(Entry(row: row, line: line, isDated: isDated))
  }
}

/// What prices can be.
enum PriceBounds {
  /// 1,000 USD a million tokens; the dearest on sale costs 600.
  static let plausible = UnitPrice(picodollars: 1_000_000_000)
  /// A dollar a token: no such price is a slip of a list's unit, the file is of another kind.
  static let largest = UnitPrice(picodollars: 1_000_000_000_000)

  /// A price in dollars, `places` decimal places of which are picodollars.
  static func price(_ value: JSONValue?, _ key: String, places: Int) throws(PriceFileError) -> UnitPrice? {
    guard let value else { return nil }
    if case .null = value.kind { return nil }
    guard let text = value.number else {
      throw PriceFileError(line: value.line, reason: "\"\(key)\" is not a number")
    }
    return try price(text, key, places: places, line: value.line)
  }

  static func price(
    _ text: String, _ key: String, places: Int, line: Int
  ) throws(PriceFileError) -> UnitPrice {
    guard let pico = FixedPoint.parse(text.utf8, places: places) else {
      throw PriceFileError(line: line, reason: "\"\(key)\" is \(text), which is not a price")
    }
    guard pico >= 0 else {
      throw PriceFileError(line: line, reason: "\"\(key)\" is \(text), a price cannot be negative")
    }
    guard pico <= largest.picodollars else {
      throw PriceFileError(line: line, reason: "\"\(key)\" is \(text), more than a dollar a token")
    }
    return UnitPrice(picodollars: pico)
  }
}

/// Refuses periods of one name that hold at the same time.
enum PeriodCheck {
  static func check(_ entries: [PriceFile.Entry]) throws(PriceFileError) {
    var seen: [String: [PriceFile.Entry]] = [:]
    for entry in entries {
      let window = entry.row.window.map { "\($0.start)-\($0.end)-\($0.weekdaysOnly)" } ?? ""
      let name = "\(entry.row.provider)\t\(entry.row.model.lowercased())\t\(window)"
      for other in seen[name] ?? [] where entry.row.overlaps(other.row) {
        throw PriceFileError(
          line: entry.line,
          reason:
            "\(entry.row.provider)/\(entry.row.model) has another price for the same time in line \(other.line)"
        )
      }
      if let from = entry.row.from, let to = entry.row.to, from >= to {
        throw PriceFileError(line: entry.line, reason: "the period ends before it begins")
      }
      seen[name, default: []].append(entry)
    }
  }
}

extension PriceRow {
  func overlaps(_ other: PriceRow) -> Bool {
    let open = Instant(microseconds: .min)
    let end = Instant(microseconds: .max)
    return max(from ?? open, other.from ?? open) < min(to ?? end, other.to ?? end)
  }

  /// Of all token prices.
  var dearest: UnitPrice? {
    let media = terms.media
    let all = ([terms.standard, terms.batch, terms.flex, terms.priority] + terms.steps.map(\.prices))
      .flatMap(\.all)
    return (all + [terms.reasoning, media.audioIn, media.audioOut, media.imageIn, media.imageOut])
      .compactMap { $0 }.max()
  }
}

extension ClassPrices {
  var all: [UnitPrice?] { [input, output, cacheRead, cacheWrite5m, cacheWrite1h] }
}
