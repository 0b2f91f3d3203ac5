import ArgumentParser
import Foundation
import SpendCore
import SpendDelivery
import SpendPricing
import SpendSettings

struct PricesUpdate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "update", abstract: "Download current prices from the configured sources.",
    discussion: """
        spendtop prices update --dry-run
        spendtop prices update
        spendtop prices update --from https://models.dev/api.json
        spendtop prices update --rollback

      Without --from the addresses of `[prices] source` are fetched, by default LiteLLM's public map. It is
      the only command that sends anything beyond this machine, over HTTPS (with `[prices] update = "daily"`
      the collector does the same once a day); a wrong certificate, a wrong
      kind of document, one that is cut or one that would refuse most of its prices changes nothing. The
      book before is kept, and --rollback exchanges the two.
      """)

  @OptionGroup var global: GlobalOptions
  @Option(help: "An https:// URL or a file.")
  var from: String?
  @Option(
    help: "Layout: litellm, models.dev, genai-prices, openrouter or tsv (default: auto-detect).")
  var format: PriceLayout?
  @Option(parsing: .unconditional, help: "Effective date for undated prices (default: today).")
  var effective: String?
  @Flag(help: "Show the changes without making them.")
  var dryRun = false
  @Flag(help: "Restore the imported prices from before the last update or import.")
  var rollback = false

  func run() throws {
    let context = try global.resolved()
    if rollback {
      guard from == nil, !dryRun else {
        throw UserMessage("--rollback takes no other options", tryThis: "spendtop prices update --rollback")
      }
      try ImportedBook(context).rollBack()
      return print("the imported prices are those before the last update; --rollback again goes forward")
    }
    var options = PriceImportOptions()
    options.effective = effective
    options.dryRun = dryRun
    for source in from.map({ [$0] }) ?? context.settings.priceSources {
      try options.take(try Self.bytes(source), named: source, layout: format?.format, context)
    }
  }

  /// The document at an address, or in a file.
  static func bytes(_ source: String) throws -> [UInt8] {
    guard source.contains("://") else {
      guard let bytes = FileManager.default.contents(atPath: source) else {
        throw CommandError(
          message: UserMessage(
            "cannot read \"\(source)\"", because: "file not found or not readable"),
          status: .unreadable)
      }
      return [UInt8](bytes)
    }
    let download: HTTPDownload
    do {
      download = try HTTPDownload(https: source)
    } catch {
      throw CommandError(message: error, status: .unreadable)
    }
    if download.type.hasPrefix("text/html") {
      throw CommandError(
        message: UserMessage("cannot use \"\(source)\"", because: "it is a web page, not a price list"),
        status: .unreadable)
    }
    return download.bytes
  }
}
