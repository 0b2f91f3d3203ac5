public import SpendCore

/// Prices of a file, as far as they were understood.
public struct PriceFile: Sendable {
  public let format: PriceFileFormat
  /// Rows without an id.
  var rows: [Entry] = []
  /// Reasons for skipped entries, with counts.
  public private(set) var skipped: [String: Int] = [:]
  /// Prices that can hardly be meant, with their place. They are left out.
  public private(set) var flagged: [String] = []
  /// Prices left out because another entry of the file has another price for the same name.
  public private(set) var contradictions: [PriceChange] = []

  struct Entry: Sendable {
    var row: PriceRow
    var line: Int
    /// The file states from when it holds; else it is what holds now.
    var isDated: Bool
    /// The file names the provider with the model; of two entries of one name this one counts.
    var isPrefixed: Bool
  }

  public var count: Int { rows.count }

  init(_ format: PriceFileFormat) {
    self.format = format
  }

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - format: nil to detect it from the content.
  ///   - name: name of the file in messages.
  ///   - source: source recorded in the rows.
  ///
  /// Throws `UserMessage` with file, line and reason. No part of the file may be used then.
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
      try settlePeriods()
    } catch {
      let place = error.line.map { "line \($0): " } ?? ""
      throw UserMessage(
        "cannot import \"\(name)\"", because: "\(place)\(error.reason); no price was imported")
    }
  }

  private static func read(_ bytes: [UInt8], _ format: PriceFileFormat?) throws(PriceFileError) -> PriceFile {
    let first = bytes.first {
      !($0 == 0x20 || (0x09...0x0D).contains($0) || [0xEF, 0xBB, 0xBF].contains($0))
    }
    guard let first else { throw PriceFileError(line: nil, reason: "the file is empty") }
    if format == nil || format == .genaiPrices, PythonData.isMeant(bytes) {
      let file = try GenAIPrices.read(try PythonData.document(bytes))
      guard !file.rows.isEmpty else { throw PriceFileError(line: nil, reason: "there is no price in it") }
      return file
    }
    let isJSON = first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    if let format, (format == .tsv) == isJSON {
      throw PriceFileError(line: 1, reason: "it is not laid out as \(format.rawValue)")
    }
    guard isJSON else { return try PriceTable.read(bytes) }
    let document = try JSONValue(bytes)
    guard let format = format ?? detect(document) else {
      throw PriceFileError(
        line: 1, reason: "it is none of the layouts of LiteLLM, models.dev, genai-prices and OpenRouter")
    }
    let file: PriceFile
    switch format {
    case .litellm: file = try LiteLLMPrices.read(document)
    case .modelsDev: file = try ModelsDevPrices.read(document)
    case .genaiPrices: file = try GenAIPrices.read(document)
    case .openRouter: file = try OpenRouterPrices.read(document)
    case .tsv: throw PriceFileError(line: 1, reason: "it is not laid out as tsv")
    }
    guard !file.rows.isEmpty else { throw PriceFileError(line: nil, reason: "there is no price in it") }
    return file
  }

  private static func detect(_ document: JSONValue) -> PriceFileFormat? {
    let listed = document["data"]?.elements ?? document.elements ?? []
    if listed.prefix(20).contains(where: { $0["pricing"]?.isObject == true }) { return .openRouter }
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

  mutating func flag(_ what: String) {
    flagged.append(what)
  }

  /// Adds a row unless a price of it is in another unit. A price of a tier that is far from the standard
  /// one is left out.
  mutating func add(_ row: PriceRow, line: Int, isDated: Bool = false, isPrefixed: Bool = false) {
    var row = row
    for listed in row.terms.tiers where !PriceBounds.isPlausible(listed.prices, beside: row.standard) {
      flag("line \(line): the \(listed.tier.name) price of \(row.provider)/\(row.model)")
      row.terms.tiers.removeAll { $0.tier == listed.tier }
      for step in row.terms.steps.indices { row.terms.steps[step].tiers.removeAll { $0.tier == listed.tier } }
    }
    if let price = row.dearest, price > PriceBounds.plausible {
      flagged.append(
        "line \(line): \(row.provider)/\(row.model) would cost \(price.usdPerMillion) USD a million tokens")
      return
    }
    rows.append(Entry(row: row, line: line, isDated: isDated, isPrefixed: isPrefixed))
  }
}

extension PriceFile {
  /// Merges entries with one name, hours and period into one. Entries with equal prices complete each other;
  /// of two that differ the one with the provider's name counts, else the first. In an own table two prices
  /// for one time are an error.
  private mutating func settlePeriods() throws(PriceFileError) {
    var kept: [Entry] = []
    var places: [String: [Int]] = [:]
    for entry in rows {
      let row = entry.row
      if let from = row.from, let to = row.to, from >= to {
        throw PriceFileError(line: entry.line, reason: "the period ends before it begins")
      }
      let name = "\(row.provider)\t\(row.model.lowercased())\t\(row.window?.text ?? "")"
      guard let place = places[name]?.first(where: { kept[$0].row.overlaps(row) }) else {
        places[name, default: []].append(kept.count)
        kept.append(entry)
        continue
      }
      // The same line twice states nothing else.
      if entry.row == kept[place].row { continue }
      guard format != .tsv else {
        throw PriceFileError(
          line: entry.line,
          reason:
            "\(row.provider)/\(row.model) has another price for the same time in line \(kept[place].line)")
      }
      let replaces = entry.isPrefixed && !kept[place].isPrefixed
      let (winner, other) = replaces ? (entry, kept[place]) : (kept[place], entry)
      let words = PriceComparison.difference(from: winner.row, to: other.row, statedByBoth: true)
      if let words {
        contradictions.append(
          PriceChange(
            kind: .conflicting, provider: row.provider, model: row.model,
            words: "\(words); line \(winner.line) is taken, line \(other.line) left out"))
      }
      // A contradicting entry does not complete the other: it may be of another variant.
      var merged = winner
      if words == nil, winner.row.from == other.row.from, winner.row.to == other.row.to {
        merged.row = PriceComparison.completed(winner.row, with: other.row)
      }
      kept[place] = merged
    }
    rows = kept
  }
}

extension PriceRow {
  func overlaps(_ other: PriceRow) -> Bool {
    let open = Instant(microseconds: .min)
    let end = Instant(microseconds: .max)
    return max(from ?? open, other.from ?? open) < min(to ?? end, other.to ?? end)
  }

  /// Highest token price.
  var dearest: UnitPrice? {
    (keys.map { terms[$0] } + [terms.reasoning]).compactMap(\.self).max()
  }
}
