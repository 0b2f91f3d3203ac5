import ArgumentParser
import Foundation
import SpendCore
import SpendFormatting
import SpendPricing
import SpendReports

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
          "cannot use \"\(name)\"",
          because: "\(refused) of \(file.count) prices are implausible; no price was imported",
          tryThis: "check unit and currency"),
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
    func verb(_ count: Int) -> String { dryRun ? "would be" : count == 1 ? "is" : "are" }
    output.write(
      "\(file.format.rawValue): \(CountText.grouped(Int64(file.count), "price")) read; "
        + "\(CountText.grouped(Int64(merge.added), "model")) \(verb(merge.added)) new, "
        + "\(CountText.grouped(Int64(merge.changed), "price")) \(verb(merge.changed)) changed, "
        + "\(merge.unchanged) \(merge.unchanged == 1 ? "is as it was" : "are as they were")")
    output.flush()
  }
}
