import Foundation
public import SpendCore
public import SpendPricing

/// A table of requests to explain: columns in any order, those with other names are left alone.
public struct ExplainedCases {
  private let lines: [(number: Int, cells: [Substring])]
  private let columns: [String: Int]
  private let path: String
  private let catalog: PriceCatalog
  private let zone: Zone
  private let now: Instant

  public init(_ text: String, path: String, _ catalog: PriceCatalog, zone: Zone, now: Instant) throws {
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
    self.catalog = catalog
    self.zone = zone
    self.now = now
  }

  /// One line of JSON a case, in their order.
  public func forEachAnswer(_ body: (String) -> Void) throws {
    let names = NameLookup(catalog)
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
        instant = try TimeExpression.instant(at, option: "at in line \(number)", now: now, zone: zone)
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
