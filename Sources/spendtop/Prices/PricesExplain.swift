import ArgumentParser
import Foundation
import SpendCore
import SpendFormatting
import SpendPricing

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
    let cases = try ExplainedCases(text, path: path, context)
    let output = LineOutput()
    try cases.forEachAnswer { output.write($0) }
    output.flush()
  }
}

/// A table of requests to explain: columns in any order, those with other names are left alone.
struct ExplainedCases {
  private let lines: [(number: Int, cells: [Substring])]
  private let columns: [String: Int]
  private let path: String
  private let context: Context

  init(_ text: String, path: String, _ context: Context) throws {
    var lines: [(number: Int, cells: [Substring])] = []
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    where !line.isEmpty && !line.hasPrefix("#") {
      lines.append((index + 1, line.split(separator: "\t", omittingEmptySubsequences: false)))
    }
    let header = lines.first?.cells ?? []
    var columns: [String: Int] = [:]
    for (place, name) in header.enumerated() {
      let plain = name.drop { $0 == "\u{FEFF}" || $0 == "-" }.replacing("_", with: "-")
      columns[plain.trimmingCharacters(in: .whitespaces)] = place
    }
    guard columns["model"] != nil else {
      throw UserMessage(
        "cannot read the cases of \"\(path)\"", because: "the first line has no column \"model\"",
        tryThis: "tab-separated columns named like the options: provider, model, at, input, output …")
    }
    self.lines = Array(lines.dropFirst())
    self.columns = columns
    self.path = path
    self.context = context
  }

  /// One line of JSON a case, in their order.
  func forEachAnswer(_ body: (String) -> Void) throws {
    let names = NameLookup(try context.catalog)
    let now = context.now
    var times: [String: Instant] = [:]
    for (number, cells) in lines {
      func text(_ column: String) -> String {
        columns[column].flatMap { $0 < cells.count ? String(cells[$0]) : nil } ?? ""
      }
      func count(_ column: String) throws -> Int32? {
        let text = text(column)
        guard !text.isEmpty else { return nil }
        guard let count = Int32(text), count >= 0 else {
          throw refuse(number, "\(column) is \"\(text)\", it must be a whole number")
        }
        return count
      }
      let name = names.name(
        provider: text("provider"), model: text("model"), region: text("region"))
      var instant = now
      let at = text("at")
      if let known = times[at] {
        instant = known
      } else if !at.isEmpty {
        instant = try context.time(at, option: "at in line \(number)")
        times[at] = instant
      }
      let tokens = TokenCounts(
        input: try count("input"), cacheRead: try count("cache-read"),
        cacheWrite5m: try count("cache-write-5m"), cacheWrite1h: try count("cache-write-1h"),
        output: try count("output"), reasoning: try count("reasoning"), audioIn: try count("audio-in"),
        imageIn: try count("image-in"), audioOut: try count("audio-out"), imageOut: try count("image-out"))
      body(
        ExplanationJSON.line(
          PriceExplanation(
            name, tokens: tokens, webSearches: try count("web-search"),
            units: try BilledUnits.asked { text($0).isEmpty ? nil : text($0) },
            tier: ServiceTier(text: text("tier")), region: text("region"), at: instant)))
    }
  }

  private func refuse(_ line: Int, _ why: String) -> UserMessage {
    UserMessage("cannot read the cases of \"\(path)\"", because: "line \(line): \(why)")
  }
}

extension BilledUnits {
  /// Reads units from options or columns. Throws when a value is not a number, and when there are two
  /// units.
  static func asked(_ text: (String) -> String?) throws -> BilledUnits? {
    var asked: BilledUnits?
    for unit in Unit.allCases {
      let name = unit == .rerank ? unit.word : unit.word + "s"
      guard let text = text(name) else { continue }
      let count = FixedPoint.parse(text.utf8, places: unit.parts == 1 ? 0 : 3)
      guard let units = count.flatMap({ BilledUnits(unit, count: $0) }) else {
        throw UserMessage("--\(name) is \"\(text)\"", because: "it must be a number of at least 0")
      }
      guard asked == nil else {
        throw UserMessage(
          "a request is billed by one unit", because: "--\(name) excludes the other units",
          tryThis: "one of --seconds, --images, --pages, --characters and --rerank")
      }
      asked = units
    }
    return asked
  }
}

/// An explanation for people.
enum ExplanationText {
  private static func usd(_ picodollars: Int64) -> String {
    FixedPoint.string(picodollars, places: 12, showing: 12)
  }

  static func text(_ explanation: PriceExplanation) -> String {
    guard let match = explanation.match else {
      return unpriced(model: explanation.model, suggestions: explanation.suggestions)
    }
    var lines: [String] = []
    if let row = explanation.row {
      let from = row.from.map { ", from " + $0.rfc3339.prefix(10) } ?? ""
      let source = [row.source, row.date].filter { !$0.isEmpty }.joined(separator: " ")
      lines.append("\(row.provider)/\(row.model) (\(match.rule.rawValue)\(from); \(source))")
    }
    for term in explanation.terms {
      let price = term.priceText ?? "no price"
      lines.append(
        "  \(term.kind.rawValue): \(term.quantity) × \(price) = \(term.picodollars.map { "$" + usd($0) } ?? "–")"
      )
    }
    if explanation.factor != "1" { lines.append("  × \(explanation.factor) by region or contract") }
    for estimate in explanation.estimates { lines.append("  estimate: \(estimate)") }
    let cost = explanation.picodollars.map { "$" + usd($0) } ?? "–"
    let long = explanation.longContextOver.map { ", prompt over \($0)" } ?? ""
    lines.append("\(explanation.quote.status.word)\(long): \(cost)")
    return Shown.text(lines.joined(separator: "\n"))
  }

  static func unpriced(model: String, suggestions: [String]) -> String {
    var lines = ["unpriced: no price is known for \(Shown.text(model))"]
    if !suggestions.isEmpty {
      lines.append("  the nearest known names: " + suggestions.joined(separator: ", "))
      lines.append("  try: a [[price]] in the configuration")
    }
    return lines.joined(separator: "\n")
  }
}
