public import SpendCore

/// The changes of a file of prices to the known ones: it adds periods and closes those before, and
/// deletes none.
public struct PriceMerge: Sendable {
  public private(set) var changes: [PriceChange] = []
  public private(set) var unchanged = 0
  /// The imported book as it is to be written.
  public private(set) var text = ""

  /// Models without a price so far.
  public var added: Int { count(.added) }
  /// Prices that are new from a day on.
  public var changed: Int { count(.changed) }
  /// Prices in the file that differ from the known ones, one line each.
  public var conflicts: [String] {
    changes.filter { $0.kind == .changed || $0.kind == .conflicting }.map {
      let from = $0.from.map { " from \($0.rfc3339.prefix(10))" } ?? ""
      return "\($0.provider)/\($0.model)\(from): \($0.words)"
    }
  }

  private func count(_ kind: PriceChange.Kind) -> Int { changes.count { $0.kind == kind } }

  /// Rows of imported books have ids from here on, those of the book inside the program smaller ones.
  static let firstID: Int32 = 1_000_001

  private var rows: [PriceRow]
  private var nextID: Int32
  private let today: Instant
  /// True for an own table, which is taken unchanged.
  private let isOwn: Bool

  /// - Parameters:
  ///   - catalog: the known prices, the imported book included.
  ///   - day: from when prices without a date hold.
  public init(_ file: PriceFile, into catalog: PriceCatalog, from day: Instant) {
    rows = catalog.importedRows
    nextID = max(Self.firstID, (rows.map(\.id).max() ?? 0) + 1)
    today = Instant(seconds: day.seconds.flooredQuotient(by: 86_400) * 86_400)
    isOwn = file.format == .tsv
    changes = file.contradictions
    let names = Set(file.rows.map { "\($0.row.provider)\t\($0.row.model.lowercased())" })
    for group in Self.groups(file.rows) {
      merge(group, into: catalog) { names.contains("\($0.provider)\t\($0.model.lowercased())") }
    }
    text = Self.header + (catalog.importedRules + rows).map { $0.line + "\n" }.joined()
  }

  /// The entries of one model side by side, in the order of the file.
  private static func groups(_ entries: [PriceFile.Entry]) -> [[PriceFile.Entry]] {
    var places: [String: Int] = [:]
    var groups: [[PriceFile.Entry]] = []
    for entry in entries {
      let name = "\(entry.row.provider)\t\(entry.row.model.lowercased())"
      if let place = places[name] {
        groups[place].append(entry)
      } else {
        places[name] = groups.count
        groups.append([entry])
      }
    }
    return groups
  }

  private mutating func merge(
    _ group: [PriceFile.Entry], into catalog: PriceCatalog, isInFile: (PriceRow) -> Bool
  ) {
    guard let first = group.first?.row else { return }
    let known = catalog.periods(provider: first.provider, model: first.model)
    guard !known.isEmpty else {
      for entry in group { append(entry.row) }
      changes.append(
        PriceChange(
          kind: .added, provider: first.provider, model: first.model, from: first.from,
          words: Self.summary(first)))
      return
    }
    if let reason = implausible(group, known) {
      changes.append(
        PriceChange(kind: .refused, provider: first.provider, model: first.model, words: reason))
      return
    }
    guard let hours = withKnownHours(group, known) else {
      unchanged += group.count
      return
    }
    for entry in hours {
      merge(entry, known) { $0.model.lowercased() != entry.row.model.lowercased() && isInFile($0) }
    }
  }

  /// Prices that are zero or ten times off a known one are slips of the source.
  private func implausible(_ group: [PriceFile.Entry], _ known: [PriceRow]) -> String? {
    guard !isOwn else { return nil }
    for entry in group {
      let time = max(entry.row.from ?? today, today)
      guard let current = Self.row(known, like: entry.row, at: time) else { continue }
      for kind in PriceKind.allCases {
        let key = PriceKey(step: nil, tier: .standard, kind: kind)
        guard let new = entry.row.terms[key], let old = current.terms[key], old > .zero else { continue }
        if new.picodollars > old.picodollars.saturatingTimes(10)
          || old.picodollars > new.picodollars.saturatingTimes(10)
        {
          return "\(kind.name) \(old.usdPerMillion) → \(new.usdPerMillion); the known price is kept"
        }
      }
    }
    return nil
  }

  // MARK: Hours of the day

  /// The group with rows for known hours that the file does not name: there the file's other prices hold.
  /// Nil when every hour of the week costs the same as before.
  private func withKnownHours(_ group: [PriceFile.Entry], _ known: [PriceRow]) -> [PriceFile.Entry]? {
    let listed = group.filter { $0.row.window != nil }
    guard !listed.isEmpty, let plain = group.first(where: { $0.row.window == nil }) else { return group }
    let current = known.filter { $0.within(today, nil) != nil && ($0.from ?? .open) <= today }
    if group.allSatisfy({ !$0.isDated }), Self.weekIsSame(group.map(\.row), current, from: today) {
      return nil
    }
    var group = group
    for row in current {
      guard let window = row.window, !listed.contains(where: { $0.row.window == window }) else { continue }
      var entry = plain
      entry.row.terms.window = window
      group.append(entry)
    }
    return group
  }

  /// Returns true if two lists of rows come to the same prices in every quarter of an hour of a week.
  private static func weekIsSame(_ new: [PriceRow], _ old: [PriceRow], from day: Instant) -> Bool {
    func row(_ rows: [PriceRow], _ time: Instant) -> PriceRow? {
      rows.first { $0.window?.contains(time) ?? false } ?? rows.last { $0.window == nil }
    }
    return (0..<7 * 24 * 4).allSatisfy { quarter in
      let time = day.adding(seconds: Int64(quarter) * 900)
      guard let a = row(new, time), let b = row(old, time) else { return false }
      return PriceComparison.difference(from: b, to: a) == nil
    }
  }

  // MARK: One period

  private mutating func merge(
    _ entry: PriceFile.Entry, _ known: [PriceRow], isOtherName: (PriceRow) -> Bool
  ) {
    let start = entry.isDated ? entry.row.from ?? today : today
    let end = entry.isDated ? entry.row.to : nil
    func change(_ kind: PriceChange.Kind, _ from: Instant?, _ words: String) {
      changes.append(
        PriceChange(
          kind: kind, provider: entry.row.provider, model: entry.row.model, from: from, words: words))
    }
    // Past periods are fixed; a current list does not change them.
    if let end, end <= today {
      if let other = Self.row(known, like: entry.row, at: start),
        let words = PriceComparison.difference(from: other, to: entry.row)
      {
        change(.conflicting, nil, "before \(Self.date(end)): \(words); the known price is kept")
      } else {
        unchanged += 1
      }
      return
    }
    let from = max(start, entry.isDated && entry.row.from != nil ? start : today)
    guard let current = Self.row(known, like: entry.row, at: from) else {
      var row = entry.row
      row.terms.from = from
      append(row)
      let hours = row.window.map { "\($0.text): " } ?? ""
      change(.changed, from, "new period, \(hours)\(Self.summary(row))")
      return
    }
    if !entry.row.sameAs.isEmpty {
      guard current.model.lowercased() != entry.row.sameAs.lowercased() else {
        unchanged += 1
        return
      }
      var row = entry.row
      row.terms.from = from
      change(.changed, from, "\(current.model) → \(row.sameAs)")
      close(before: from, row)
      return append(row)
    }
    guard let words = PriceComparison.difference(from: current, to: entry.row) else {
      unchanged += 1
      return
    }
    change(.changed, from, "\(words) (\(current.source) \(current.date))")
    var row = PriceComparison.overlaid(entry.row, on: current)
    // The file has the prices of the name itself and of the model that it meant so far: they part.
    if isOtherName(current) {
      row = entry.row
      row.note = "observed; before, as \(current.model)"
    }
    row.terms.from = from
    // A later price that is known already stays.
    let next = known.filter { $0.window == row.window }.compactMap(\.from).filter { $0 > from }.min()
    row.terms.to = [end, next].compactMap(\.self).min()
    close(before: from, row)
    append(row)
  }

  /// Ends the imported periods of a model where another begins.
  private mutating func close(before from: Instant, _ row: PriceRow) {
    func isSame(_ other: PriceRow) -> Bool {
      other.provider == row.provider && other.model.lowercased() == row.model.lowercased()
        && other.window == row.window
    }
    for index in rows.indices where isSame(rows[index]) {
      guard (rows[index].from ?? .open) < from, rows[index].to.map({ $0 > from }) ?? true else { continue }
      rows[index].terms.to = from
      changes.append(
        PriceChange(
          kind: .closed, provider: row.provider, model: row.model, from: from,
          words: Self.summary(rows[index])))
    }
    // A price that was imported for the same day before is taken back by the newer one.
    rows.removeAll { isSame($0) && $0.from == from }
  }

  private mutating func append(_ row: PriceRow) {
    var row = row
    row.terms.id = nextID
    nextID += 1
    rows.append(row)
  }

  private static func row(_ known: [PriceRow], like row: PriceRow, at instant: Instant) -> PriceRow? {
    known.last { other in
      other.window == row.window && (other.from.map { $0 <= instant } ?? true)
        && (other.to.map { $0 > instant } ?? true)
    }
  }

  private static func date(_ instant: Instant) -> String { String(instant.rfc3339.prefix(10)) }

  /// The prices of prompt and answer.
  private static func summary(_ row: PriceRow) -> String {
    let prices = [PriceKind.input, .output].compactMap { kind in
      row.standard[kind].map { "\(kind.name) \($0.usdPerMillion)" }
    }
    if !row.sameAs.isEmpty { return "means \(row.sameAs)" }
    return prices.isEmpty ? "by other units" : prices.joined(separator: " ")
  }

  private static let header = """
    # Prices that were imported: laid out like the book inside the program, and before it where both
    # have a price. Rows are added and closed, never deleted; stored events refer to the ids.

    """
}

extension Int64 {
  fileprivate func saturatingTimes(_ factor: Int64) -> Int64 {
    let (product, overflows) = multipliedReportingOverflow(by: factor)
    return overflows ? .max : product
  }
}
