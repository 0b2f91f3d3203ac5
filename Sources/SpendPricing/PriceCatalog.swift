internal import CResources
import SpendCore

/// The price book: every seller's list prices with their dates, and the configuration's own.
///
/// Only an index of names is built when it is loaded; rows are read when a name is looked up.
public struct PriceCatalog: Sendable {
  private let text: BookText
  private let overrides: [PriceOverride]

  /// The book inside the program.
  public static let builtin = PriceCatalog(text: .builtin, overrides: [])

  private init(text: BookText, overrides: [PriceOverride]) {
    self.text = text
    self.overrides = overrides
  }

  /// A book with prices that win over all it has.
  public func adding(_ more: [PriceOverride]) -> PriceCatalog {
    PriceCatalog(text: text, overrides: more + overrides)
  }

  /// The prices of a name as a log has it. Nil when no rule leads to a row: then the request is
  /// unpriced, never guessed.
  public func match(provider: String, model: String) -> PriceMatch? {
    let name = ModelName(provider: provider, model: model)
    let listed = ModelMatcher(text).match(name)
    for override in overrides where override.applies(to: name) {
      if let factor = override.factor {
        guard var match = listed else { continue }
        match.rule = .configured
        match.discount = factor
        return match
      }
      var row = PriceRow(provider: name.provider, model: name.model)
      row.standard = override.prices
      row.source = "configuration"
      return PriceMatch(rule: .configured, rows: [row])
    }
    return listed
  }

  /// All rows, in the order of sellers and models.
  public var rows: [PriceRow] { text.rows }

  /// Known names that look most like one without a price, the nearest first.
  public func suggestions(provider: String, model: String, limit: Int = 3) -> [String] {
    let name = ModelName(provider: provider, model: model)
    guard !name.model.isEmpty else { return [] }
    var best: [(distance: Int, text: String)] = []
    for row in text.rows
    where name.provider.isEmpty || row.provider == name.provider || name.isUnknownProvider {
      let distance = EditDistance.between(row.model.lowercased(), name.model)
      guard distance <= max(3, name.model.utf8.count / 3) else { continue }
      let shown = "\(row.provider)/\(row.model)"
      if !best.contains(where: { $0.text == shown }) { best.append((distance, shown)) }
    }
    return best.sorted { ($0.distance, $0.text) < ($1.distance, $1.text) }.prefix(limit).map(\.text)
  }
}

extension PriceOverride {
  func applies(to name: ModelName) -> Bool {
    let wantedProvider = ModelName.normalised(provider: provider)
    guard provider.isEmpty || wantedProvider == name.provider else { return false }
    let pattern = Array(model.lowercased().utf8)
    return Wildcard.matches(pattern[...], Array(name.model.utf8)[...])
      || Wildcard.matches(pattern[...], Array(name.original.lowercased().utf8)[...])
  }
}

/// Patterns in which `*` stands for any text.
enum Wildcard {
  static func matches(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
    guard let first = pattern.first else { return text.isEmpty }
    if first == UInt8(ascii: "*") {
      let rest = pattern.dropFirst()
      if rest.isEmpty { return true }
      return text.indices.contains { matches(rest, text[$0...]) } || matches(rest, text.suffix(0))
    }
    guard let byte = text.first, byte == first else { return false }
    return matches(pattern.dropFirst(), text.dropFirst())
  }
}

/// The book's text and an index of its names.
final class BookText: Sendable {
  private struct Entry {
    var hash: UInt64
    var line: Int32
  }

  private let lines: [Substring]
  private let index: [UInt64: [Int32]]

  static let builtin: BookText = {
    var count = 0
    guard let start = spendtop_prices(&count) else { return BookText("") }
    return BookText(String(decoding: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self))
  }()

  init(_ text: String) {
    var lines: [Substring] = []
    var index: [UInt64: [Int32]] = [:]
    lines.reserveCapacity(2_500)
    index.reserveCapacity(4_500)
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let number = Int32(lines.count)
      lines.append(line)
      let cells = line.split(separator: "\t", maxSplits: 4, omittingEmptySubsequences: false)
      guard cells.count >= 4 else { continue }
      index[Self.hash(cells[1], cells[2]), default: []].append(number)
      for name in cells[3].split(separator: "|") {
        index[Self.hash(cells[1], name), default: []].append(number)
      }
    }
    self.lines = lines
    self.index = index
  }

  /// Of the provider and the name in lower case.
  private static func hash(_ provider: some StringProtocol, _ name: some StringProtocol) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    for byte in provider.utf8 { add(byte) }
    add(0)
    for byte in name.utf8 { add((0x41...0x5A).contains(byte) ? byte | 0x20 : byte) }
    return hash
  }

  /// The periods of a name within a seller, and whether the name is the model's own.
  func rows(provider: String, name: String) -> (rows: [PriceRow], isAlias: Bool)? {
    guard let numbers = index[Self.hash(provider, name)] else { return nil }
    var found: [PriceRow] = []
    var isAlias = true
    for number in numbers {
      guard let row = PriceRow(line: lines[Int(number)]), row.provider == provider else { continue }
      let own = row.model.lowercased() == name
      guard own || names(ofLine: Int(number)).contains(name) else { continue }
      if own { isAlias = false }
      found.append(row)
    }
    guard !found.isEmpty else { return nil }
    found.sort { ($0.from ?? Instant(microseconds: .min)) < ($1.from ?? Instant(microseconds: .min)) }
    return (found, isAlias)
  }

  private func names(ofLine number: Int) -> [String] {
    let cells = lines[number].split(separator: "\t", maxSplits: 4, omittingEmptySubsequences: false)
    return cells.count > 3 ? cells[3].split(separator: "|").map { $0.lowercased() } : []
  }

  var rows: [PriceRow] { lines.compactMap(PriceRow.init(line:)) }

  /// Models of a seller that begin with a text.
  func models(of provider: String, prefix: String) -> [PriceRow] {
    lines.lazy.filter { line in
      let cells = line.split(separator: "\t", maxSplits: 3, omittingEmptySubsequences: false)
      return cells.count > 2 && cells[1] == provider && cells[2].lowercased().hasPrefix(prefix)
    }.compactMap(PriceRow.init(line:))
  }
}
