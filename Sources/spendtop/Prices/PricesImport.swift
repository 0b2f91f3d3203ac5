import ArgumentParser
import Foundation
import SpendCore
import SpendNetwork
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
    commandName: "import", abstract: "Take prices from a file.",
    discussion: """
        spendtop prices import model_prices_and_context_window.json --dry-run
        spendtop prices import ours.tsv --from tsv

      Periods are added and closed, none is deleted, and what is booked stays booked (prices reprice).
      Reads LiteLLM's map, models.dev's api.json, data.json of genai-prices, and tables with a heading:
      provider, model, from, to, input, output, cache_read, cache_write_5m, cache_write_1h, batch_input,
      long_over, long_input, web_search, request, currency, usd_rate, note … in USD per million tokens.
      A file with a mistake changes nothing.
      """)

  @OptionGroup var global: GlobalOptions
  @Argument(help: "The file.")
  var file: String
  @OptionGroup var options: PriceImportOptions

  func run() throws {
    let context = try global.resolved()
    guard let bytes = FileManager.default.contents(atPath: file) else {
      throw Failure(
        message: UserMessage(
          "cannot read \"\(file)\"", because: "there is no such file, or it is not readable"),
        status: .unreadable)
    }
    try options.take([UInt8](bytes), named: file, layout: options.from?.format, context)
  }
}

struct PricesUpdate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "update", abstract: "Take prices from an address, when you ask for it.",
    discussion: """
        spendtop prices update --from https://models.dev/api.json

      The only command that looks beyond this machine, and only to the address given. It is fetched over
      HTTPS; a wrong certificate, a wrong kind of document or one that is cut changes nothing.
      """)

  @OptionGroup var global: GlobalOptions
  @Option(help: "An address that begins with https://, or a file.")
  var from: String
  @Option(help: "How it is laid out: litellm, models.dev, genai-prices or tsv. Default: as it looks.")
  var format: PriceLayout?
  @Option(parsing: .unconditional, help: "From when prices without a date hold. Default today.")
  var effective: String?
  @Flag(help: "Change nothing, show what would.")
  var dryRun = false

  func run() throws {
    let context = try global.resolved()
    var options = PriceImportOptions()
    options.effective = effective
    options.dryRun = dryRun
    if from.contains("://") {
      let download: Download
      do {
        download = try Download(https: from)
      } catch {
        throw Failure(message: error, status: .unreadable)
      }
      if download.type.hasPrefix("text/html") {
        throw Failure(
          message: UserMessage("cannot use \"\(from)\"", because: "it is a page, not a list of prices"),
          status: .unreadable)
      }
      return try options.take(download.bytes, named: from, layout: format?.format, context)
    }
    guard let bytes = FileManager.default.contents(atPath: from) else {
      throw Failure(
        message: UserMessage(
          "cannot read \"\(from)\"", because: "there is no such file, or it is not readable"),
        status: .unreadable)
    }
    try options.take([UInt8](bytes), named: from, layout: format?.format, context)
  }
}

struct PriceImportOptions: ParsableArguments {
  @Option(help: "How it is laid out: litellm, models.dev, genai-prices or tsv. Default: as it looks.")
  var from: PriceLayout?
  @Option(parsing: .unconditional, help: "From when prices without a date hold. Default today.")
  var effective: String?
  @Flag(help: "Change nothing, show what would.")
  var dryRun = false

  init() {}

  /// Reads, merges, says what changes, and writes the imported book in one step.
  func take(_ bytes: [UInt8], named name: String, layout: PriceFileFormat?, _ context: Context) throws {
    let day = try effective.map { try context.time($0, option: "--effective") } ?? context.now
    let today = String(context.now.rfc3339.prefix(10))
    let source = Path.name(of: name)
    let file = try PriceFile(bytes, format: layout, name: name, source: source, readOn: today)
    let merge = PriceMerge(file, into: try context.listedPrices, from: day)
    report(file, merge)
    guard !dryRun, merge.added + merge.changed > 0 else { return }
    let path = context.importedPricesPath
    do {
      try FileManager.default.createDirectory(
        atPath: Path.folder(of: path), withIntermediateDirectories: true)
      try Data(merge.text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw Failure(
        message: UserMessage("cannot write \"\(path)\"", because: error.localizedDescription),
        status: .unreadable)
    }
  }

  private func report(_ file: PriceFile, _ merge: PriceMerge) {
    let output = LineOutput()
    for conflict in merge.conflicts { output.write(Shown.text("differs: \(conflict)")) }
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
