import ArgumentParser
import Foundation
import SpendCore
import SpendFormatting
import SpendPricing
import SpendReports

struct PricesExplain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Explain how the cost of a request is computed.",
    discussion: """
        spendtop prices explain --provider openai --model gpt-4o --input 1000 --output 200
        spendtop prices explain --cases cases.tsv > answers.jsonl
      """)

  @OptionGroup var global: GlobalOptions
  @Option(help: "Provider (optional).")
  var provider: String = ""
  @Option(help: "Model name as in the log.")
  var model: String?
  @Option(parsing: .unconditional, help: "Time of the request (default: now).")
  var at: String?
  @Option(help: "Uncached prompt tokens.")
  var input: Int32?
  @Option(help: "Prompt tokens read from a cache.")
  var cacheRead: Int32?
  @Option(name: .customLong("cache-write-5m")) var cacheWrite5m: Int32?
  @Option(name: .customLong("cache-write-1h")) var cacheWrite1h: Int32?
  @Option(help: "Output tokens, including reasoning.")
  var output: Int32?
  @Option(help: "Included in the output.")
  var reasoning: Int32?
  @Option(help: "Included in the input.")
  var audioIn: Int32?
  @Option(help: "Included in the input.")
  var imageIn: Int32?
  @Option(help: "Included in the output.")
  var audioOut: Int32?
  @Option(help: "Included in the output.")
  var imageOut: Int32?
  @Option(help: "Number of web searches.")
  var webSearch: Int32?
  @Option(help: "Seconds of audio, for requests billed by duration.")
  var seconds: String?
  @Option(help: "Number of images, for requests billed by image.")
  var images: String?
  @Option(help: "Number of pages, for requests billed by page.")
  var pages: String?
  @Option(help: "Number of characters, for requests billed by character.")
  var characters: String?
  @Option(help: "Number of rerank searches.")
  var rerank: String?
  @Option(help: "standard, batch, flex or priority.")
  var tier: String = ""
  @Option(help: "Region, as the provider names it.")
  var region: String = ""
  @Option(
    help:
      "A TSV file with a line for each case and columns named like the options; answers one JSON line each.")
  var cases: String?
  @Flag(help: "Print one line of JSON.")
  var json = false

  func run() throws {
    let context = try global.resolved()
    if let cases { return try answer(cases, context) }
    guard let model else {
      throw UserMessage("missing model", tryThis: "--model NAME, or --cases FILE.tsv")
    }
    let tokens = TokenCounts(
      input: input, cacheRead: cacheRead, cacheWrite5m: cacheWrite5m, cacheWrite1h: cacheWrite1h,
      output: output, reasoning: reasoning, audioIn: audioIn, imageIn: imageIn, audioOut: audioOut,
      imageOut: imageOut)
    let instant = try at.map { try context.time($0, option: "--at") } ?? context.now
    let given = [
      "seconds": seconds, "images": images, "pages": pages, "characters": characters, "rerank": rerank,
    ]
    let units = try BilledUnits.asked { given[$0] ?? nil }
    guard !ServiceTier(text: tier).contains(.other) else {
      throw UserMessage(
        "there is no tier \"\(tier)\"", because: "no price list names it",
        tryThis: "--tier standard, batch, flex, priority or fast")
    }
    let explanation = PriceExplanation(
      try context.catalog, provider: provider, model: model, tokens: tokens, webSearches: webSearch,
      units: units, tier: ServiceTier(text: tier), region: region, at: instant)
    print(json ? ExplanationJSON.line(explanation) : ExplanationText.text(explanation))
  }

  private func answer(_ path: String, _ context: Context) throws {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw CommandError(
        message: UserMessage(
          "cannot read \"\(path)\"", because: "file not found or not readable"),
        status: .unreadable)
    }
    let cases = try ExplainedCases(
      text, path: path, try context.catalog, zone: context.zone, now: context.now)
    let output = LineOutput()
    try cases.forEachAnswer { output.write($0) }
    output.flush()
  }
}
