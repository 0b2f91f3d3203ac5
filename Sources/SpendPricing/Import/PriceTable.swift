import SpendCore

/// An own price table, tab or comma separated: a line for each price, USD per million tokens.
///
/// Columns in any order: `provider`, `model`, `names` (with `|` between), `from`, `to`, `window`, `input`,
/// `output`, `cache_read`, `cache_write_5m` (or `cache_write`), `cache_write_1h`, `reasoning`, `audio_in`,
/// `audio_out`, `image_in`, `image_out`, `web_search` and `request` (USD each), `per_second`, `per_image`,
/// `per_page`, `per_character` and `per_rerank` (USD each), `long_over` with `long_input`, `long_output`,
/// `long_cache_read` for prompts longer than that number of tokens, `long2_over` … `long4_over` with the
/// same columns for further lengths; the tiers `batch_input`, `flex_output` and so on; `currency` with
/// `usd_rate`; `source`, `note`.
enum PriceTable {
  private typealias Price = (path: WritableKeyPath<PriceTerms, UnitPrice?>, places: Int)

  private static var prices: [String: Price] {
    var prices: [String: Price] = [
      "reasoning": (\.reasoning, 6), "audio_in": (\.media.audioIn, 6), "audio_out": (\.media.audioOut, 6),
      "image_in": (\.media.imageIn, 6), "image_out": (\.media.imageOut, 6), "web_search": (\.search, 12),
      "request": (\.request, 12), "per_second": (\.units.second, 12), "per_image": (\.units.image, 12),
      "per_page": (\.units.page, 12), "per_character": (\.units.character, 12),
      "per_rerank": (\.units.rerank, 12),
    ]
    let tiers: [(String, WritableKeyPath<PriceTerms, ClassPrices>)] =
      [
        ("", \.standard), ("batch_", \.[tier: .batch]), ("flex_", \.[tier: .flex]),
        ("priority_", \.[tier: .priority]), ("fast_", \.[tier: .fast]),
      ] + lengths.enumerated().map { ("\($1)_", \.[step: $0]) }
    let classes: [(String, WritableKeyPath<ClassPrices, UnitPrice?>)] = [
      ("input", \.input), ("output", \.output), ("cache_read", \.cacheRead),
      ("cache_write_5m", \.cacheWrite5m),
      ("cache_write", \.cacheWrite5m), ("cache_write_1h", \.cacheWrite1h),
    ]
    for (tier, tierPath) in tiers {
      for (name, path) in classes { prices[tier + name] = (tierPath.appending(path: path), 6) }
    }
    return prices
  }

  private static let lengths = ["long", "long2", "long3", "long4"]

  private static let others =
    [
      "provider", "model", "names", "from", "to", "window", "currency", "usd_rate", "source", "note",
    ] + lengths.map { $0 + "_over" }

  static func read(_ bytes: [UInt8]) throws(PriceFileError) -> PriceFile {
    var file = PriceFile(.tsv)
    var columns: [String]?
    let known = prices
    let text = String(decoding: bytes, as: UTF8.self)
    var number = 0
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      number += 1
      let line = number == 1 ? line.drop { $0 == "\u{FEFF}" } : line
      guard !line.allSatisfy(\.isWhitespace), !line.hasPrefix("#") else { continue }
      let separator: Character = (columns == nil ? line : line).contains("\t") ? "\t" : ","
      let cells = line.split(separator: separator, omittingEmptySubsequences: false).map {
        String($0).trimmed
      }
      if let columns {
        try row(cells, columns, known, line: number, &file)
      } else {
        columns = try header(cells, known, line: number)
      }
    }
    guard !file.rows.isEmpty else { throw PriceFileError(line: nil, reason: "there is no price in it") }
    return file
  }

  private static func header(
    _ cells: [String], _ known: [String: Price], line: Int
  ) throws(PriceFileError) -> [String] {
    let names = cells.map { $0.lowercased().replacing("-", with: "_") }
    for name in names where known[name] == nil && !others.contains(name) {
      let nearest = EditDistance.nearest(to: name, among: others + known.keys.sorted())
      throw PriceFileError(
        line: line,
        reason: "there is no column \"\(name)\"" + (nearest.map { ", did you mean \"\($0)\"?" } ?? ""))
    }
    for needed in ["provider", "model"] where !names.contains(needed) {
      throw PriceFileError(line: line, reason: "there is no column \"\(needed)\"")
    }
    return names
  }

  private static func row(
    _ cells: [String], _ columns: [String], _ known: [String: Price], line: Int, _ file: inout PriceFile
  ) throws(PriceFileError) {
    guard cells.count <= columns.count else {
      throw PriceFileError(
        line: line, reason: "it has \(cells.count) cells, and there are \(columns.count) columns")
    }
    func cell(_ name: String) -> String {
      columns.firstIndex(of: name).flatMap { $0 < cells.count ? cells[$0] : nil } ?? ""
    }
    let model = cell("model")
    guard !model.isEmpty, !cell("provider").isEmpty else {
      throw PriceFileError(line: line, reason: "it names no seller or no model")
    }
    var row = PriceRow(provider: ModelName.normalised(provider: cell("provider")), model: model)
    row.names = cell("names").split(separator: "|").map { String($0).trimmed }
    row.terms.from = try day(cell("from"), line)
    row.terms.to = try day(cell("to"), line)
    row.source = cell("source")
    row.note = cell("note")
    if !cell("window").isEmpty {
      guard let window = DailyWindow(Array(cell("window").utf8)[...]) else {
        throw PriceFileError(
          line: line, reason: "\"\(cell("window"))\" are not hours, such as 16:30-00:30 mon-fri")
      }
      row.terms.window = window
    }
    for (index, length) in lengths.enumerated() {
      let text = cell(length + "_over")
      guard !text.isEmpty else { continue }
      guard let over = FixedPoint.parse(text.utf8, places: 0), over > 0 else {
        throw PriceFileError(line: line, reason: "\"\(length)_over\" is \(text), not a number of tokens")
      }
      row.terms.setStep(index, over: over)
    }
    let rate = try rate(cell("currency"), cell("usd_rate"), line)
    for (column, text) in zip(columns, cells) where !text.isEmpty {
      guard let price = known[column] else { continue }
      let listed = try PriceBounds.price(text, column, places: price.places, line: line)
      row.terms[keyPath: price.path] = rate.map { listed.scaled(by: $0) } ?? listed
    }
    guard row.terms.settleSteps() else {
      throw PriceFileError(line: line, reason: "two lengths of a prompt are the same")
    }
    if let rate {
      row.note = "\(cell("currency")) at \(cell("usd_rate")) USD" + (row.note.isEmpty ? "" : "; " + row.note)
      guard rate.numerator > 0 else { throw PriceFileError(line: line, reason: "a rate must be more than 0") }
    }
    guard
      row.dearest != nil || row.terms.request != nil || row.terms.search != nil
        || row.terms.units != UnitPrices()
    else {
      throw PriceFileError(line: line, reason: "it has no price")
    }
    if let price = row.dearest, price > PriceBounds.plausible {
      throw PriceFileError(
        line: line,
        reason:
          "\(price.usdPerMillion) USD a million tokens; prices are per million, not per token or thousand")
    }
    file.rows.append(
      PriceFile.Entry(row: row, line: line, isDated: row.from != nil || row.to != nil, isPrefixed: false))
  }

  private static func day(_ text: String, _ line: Int) throws(PriceFileError) -> Instant? {
    if text.isEmpty { return nil }
    guard let day = PriceRow.day(Array(text.utf8)[...]) else {
      throw PriceFileError(line: line, reason: "\"\(text)\" is not a date such as 2026-11-20")
    }
    return day
  }

  /// USD for a unit of the currency; nil for dollars.
  private static func rate(_ currency: String, _ text: String, _ line: Int) throws(PriceFileError) -> Ratio? {
    if currency.isEmpty || currency.uppercased() == "USD" { return nil }
    guard let micro = FixedPoint.parse(text.utf8, places: 6), micro > 0 else {
      throw PriceFileError(line: line, reason: "\(currency) has no usd_rate: what one of it is in USD")
    }
    return Ratio(micro, 1_000_000)
  }
}
