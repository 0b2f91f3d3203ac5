import ArgumentParser
import Foundation
import SpendCore
import SpendFormatting
import SpendPricing

/// The word of a layout on the command line.
struct PriceLayout: ExpressibleByArgument {
  static let allValueStrings = PriceFileFormat.allCases.map(\.rawValue)

  var format: PriceFileFormat

  init?(argument: String) {
    guard let format = PriceFileFormat(rawValue: argument) else { return nil }
    self.format = format
  }
}

struct PricesImport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Import prices from a file.",
    discussion: """
        spendtop prices import model_prices_and_context_window.json --dry-run
        spendtop prices import ours.tsv --from tsv

      Periods are added and closed, none is deleted, and what is booked stays booked (prices reprice).
      Reads LiteLLM's map, models.dev's api.json, data.json and data.py of genai-prices, OpenRouter's list
      of models, and tables with a heading:
      provider, model, from, to, input, output, cache_read, cache_write_5m, cache_write_1h, batch_input,
      long_over, long_input, web_search, request, currency, usd_rate, note … in USD per million tokens.
      A file with a mistake changes nothing.
      """)

  @OptionGroup var global: GlobalOptions
  @Argument(help: "File.")
  var file: String
  @OptionGroup var options: PriceImportOptions

  func run() throws {
    let context = try global.resolved()
    guard let bytes = FileManager.default.contents(atPath: file) else {
      throw CommandError(
        message: UserMessage(
          "cannot read \"\(file)\"", because: "file not found or not readable"),
        status: .unreadable)
    }
    try options.take([UInt8](bytes), named: file, layout: options.from?.format, context)
  }
}

struct PriceImportOptions: ParsableArguments {
  @Option(
    help: "Layout: litellm, models.dev, genai-prices, openrouter or tsv (default: auto-detect).")
  var from: PriceLayout?
  @Option(parsing: .unconditional, help: "Effective date for undated prices (default: today).")
  var effective: String?
  @Flag(help: "Show the changes without making them.")
  var dryRun = false

  init() {}

  /// Reads, merges, reports the changes unless `isQuiet`, and writes the imported book in one step.
  ///
  /// - Returns: Number of prices that are new or changed.
  @discardableResult
  func take(
    _ bytes: [UInt8], named name: String, layout: PriceFileFormat?, _ context: Context, isQuiet: Bool = false
  ) throws -> Int {
    let day = try effective.map { try context.time($0, option: "--effective") } ?? context.now
    let today = String(context.now.rfc3339.prefix(10))
    let source = PathComponents.name(of: name)
    let file = try PriceFile(bytes, format: layout, name: name, source: source, readOn: today)
    let merge = PriceMerge(file, into: try context.listedPrices, from: day)
    if !isQuiet { report(file, merge) }
    let refused = merge.changes.count { $0.kind == .refused }
    guard refused * 2 <= max(20, file.count) else {
      throw CommandError(
        message: UserMessage(
          "cannot use \"\(name)\"", because: "\(refused) of \(file.count) prices are implausible",
          tryThis: "check unit and currency; no price was imported"),
        status: .unreadable)
    }
    let changes = merge.added + merge.changed
    if !dryRun, changes > 0 { try ImportedBook(context).write(merge.text) }
    return changes
  }

  private func report(_ file: PriceFile, _ merge: PriceMerge) {
    let output = LineOutput()
    PriceChangeTable(merge.changes).forEachLine { output.write($0) }
    for flag in file.flagged { output.write(Shown.text("not plausible, left out: \(flag)")) }
    for (reason, count) in file.skipped.sorted(by: { $0.key < $1.key }) {
      output.write("left out: \(count) with \(reason)")
    }
    let verb = dryRun ? "would be" : "are"
    output.write(
      "\(file.format.rawValue): \(file.count) prices read; \(merge.added) models \(verb) new, "
        + "\(merge.changed) prices \(verb) changed, \(merge.unchanged) are as they were")
    output.flush()
  }
}

/// Changes of prices as a table, by provider and kind of change, with the number of each kind behind.
struct PriceChangeTable {
  private let changes: [PriceChange]

  init(_ changes: [PriceChange]) {
    let order = Dictionary(
      uniqueKeysWithValues: PriceChange.Kind.allCases.enumerated().map { ($1, $0) })
    self.changes = changes.sorted { a, b in
      if a.provider != b.provider { return a.provider < b.provider }
      let (kindA, kindB) = (order[a.kind] ?? 0, order[b.kind] ?? 0)
      return kindA == kindB ? a.model < b.model : kindA < kindB
    }
  }

  func forEachLine(_ body: (String) -> Void) {
    guard !changes.isEmpty else { return }
    let providers = width(\.provider, "provider")
    let models = min(48, width(\.model, "model"))
    func line(_ cells: (String, String, String, String, String)) -> String {
      func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
      }
      return [
        padded(cells.0, 11), padded(cells.1, providers), padded(cells.2, models), padded(cells.3, 10),
        cells.4,
      ].joined(separator: "  ")
    }
    body(line(("change", "provider", "model", "from", "prices")))
    for change in changes {
      let day = change.from.map { String($0.rfc3339.prefix(10)) } ?? ""
      let words = Shown.text(change.words)
      body(line((change.kind.rawValue, Shown.text(change.provider), Shown.text(change.model), day, words)))
    }
    body("")
    body(line(("", "provider", "", "", PriceChange.Kind.allCases.map(\.rawValue).joined(separator: "  "))))
    for (provider, part) in Dictionary(grouping: changes, by: \.provider).sorted(by: { $0.key < $1.key }) {
      let counts = PriceChange.Kind.allCases.map { kind in
        let count = "\(part.count { $0.kind == kind })"
        return String(repeating: " ", count: max(0, kind.rawValue.count - count.count)) + count
      }
      body(line(("", Shown.text(provider), "", "", counts.joined(separator: "  "))))
    }
    body("")
  }

  private func width(_ path: KeyPath<PriceChange, String>, _ title: String) -> Int {
    max(title.count, changes.map { $0[keyPath: path].count }.max() ?? 0)
  }
}
