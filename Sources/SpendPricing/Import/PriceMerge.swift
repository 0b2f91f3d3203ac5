public import SpendCore

/// What a file of prices changes in what is known: it adds periods and closes those before, and
/// deletes nothing.
public struct PriceMerge: Sendable {
  /// Models that nobody had a price of.
  public private(set) var added = 0
  /// Prices that are new from a day on.
  public private(set) var changed = 0
  public private(set) var unchanged = 0
  /// Where the file says something else than what is known, as a person reads it.
  public private(set) var conflicts: [String] = []
  /// The imported book as it is to be written.
  public private(set) var text = ""

  /// Rows of imported books have ids from here on, those of the book inside the program smaller ones.
  static let firstID: Int32 = 1_000_001

  /// - Parameters:
  ///   - catalog: what is known, the imported book included.
  ///   - day: from when prices without a date hold.
  public init(_ file: PriceFile, into catalog: PriceCatalog, from day: Instant) {
    var rows = catalog.importedRows
    var nextID = max(Self.firstID, (rows.map(\.id).max() ?? 0) + 1)
    let today = Instant(seconds: day.seconds.flooredQuotient(by: 86_400) * 86_400)
    var settled: Set<String> = []
    for entry in file.rows {
      let known = catalog.periods(provider: entry.row.provider, model: entry.row.model)
      guard !known.isEmpty else {
        var row = entry.row
        row.terms.id = nextID
        nextID += 1
        rows.append(row)
        if settled.insert("\(row.provider)/\(row.model)").inserted { added += 1 }
        continue
      }
      merge(entry, known, today, &rows, &nextID)
    }
    text = Self.header + rows.map { $0.line + "\n" }.joined()
  }

  private mutating func merge(
    _ entry: PriceFile.Entry, _ known: [PriceRow], _ today: Instant, _ rows: inout [PriceRow],
    _ nextID: inout Int32
  ) {
    let start = entry.isDated ? entry.row.from ?? today : today
    let end = entry.isDated ? entry.row.to : nil
    // What is over is booked; a list of today does not change it.
    if let end, end <= today {
      if let other = Self.row(known, like: entry.row, at: start),
        let words = Self.difference(entry.row, other)
      {
        conflicts.append("\(Self.name(entry.row)) before \(Self.date(end)): \(words); the known one is kept")
      } else {
        unchanged += 1
      }
      return
    }
    let from = max(start, entry.isDated && entry.row.from != nil ? start : today)
    guard let current = Self.row(known, like: entry.row, at: from) else {
      var row = entry.row
      row.terms.from = from
      append(row, &rows, &nextID)
      changed += 1
      return
    }
    guard let words = Self.difference(entry.row, current) else {
      unchanged += 1
      return
    }
    conflicts.append(
      "\(Self.name(entry.row)) from \(Self.date(from)): \(words) (\(current.source) \(current.date))")
    var row = Self.overlaid(entry.row, on: current)
    row.terms.from = from
    // A later price that is known already stays.
    let next = known.filter { $0.window == row.window }.compactMap(\.from).filter { $0 > from }.min()
    row.terms.to = [end, next].compactMap { $0 }.min()
    for index in rows.indices
    where rows[index].provider == row.provider && rows[index].model.lowercased() == row.model.lowercased()
      && rows[index].window == row.window && (rows[index].from ?? Self.never) < from
      && (rows[index].to.map { $0 > from } ?? true)
    {
      rows[index].terms.to = from
    }
    // A price that was imported for the same day before is taken back by the newer one.
    rows.removeAll {
      $0.provider == row.provider && $0.model.lowercased() == row.model.lowercased()
        && $0.window == row.window
        && $0.from == from
    }
    append(row, &rows, &nextID)
    changed += 1
  }

  private static let never = Instant(microseconds: .min)

  private func append(_ row: PriceRow, _ rows: inout [PriceRow], _ nextID: inout Int32) {
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

  private static func name(_ row: PriceRow) -> String { "\(row.provider)/\(row.model)" }

  private static func date(_ instant: Instant) -> String { String(instant.rfc3339.prefix(10)) }

  // MARK: Prices of two rows

  private static var classes: [(String, WritableKeyPath<ClassPrices, UnitPrice?>)] {
    [
      ("input", \.input), ("output", \.output), ("cache_read", \.cacheRead),
      ("cache_write_5m", \.cacheWrite5m), ("cache_write_1h", \.cacheWrite1h),
    ]
  }

  private static var prices: [(String, WritableKeyPath<PriceTerms, UnitPrice?>)] {
    var prices: [(String, WritableKeyPath<PriceTerms, UnitPrice?>)] = []
    let tiers: [(String, WritableKeyPath<PriceTerms, ClassPrices>)] = [
      ("", \.standard), ("batch ", \.batch), ("flex ", \.flex), ("priority ", \.priority),
    ]
    for (tier, tierPath) in tiers {
      for (name, path) in classes { prices.append((tier + name, tierPath.appending(path: path))) }
    }
    return prices + [
      ("reasoning", \.reasoning), ("audio_in", \.media.audioIn), ("audio_out", \.media.audioOut),
      ("image_in", \.media.imageIn), ("image_out", \.media.imageOut),
    ]
  }

  /// What the file states and the known row has otherwise; nil when nothing. What the file leaves out
  /// is no difference.
  private static func difference(_ new: PriceRow, _ old: PriceRow) -> String? {
    var words: [String] = []
    func compare(_ name: String, _ stated: UnitPrice?, _ known: UnitPrice?) {
      guard let stated, stated != known else { return }
      words.append("\(name) \(known?.usdPerMillion ?? "none") → \(stated.usdPerMillion)")
    }
    for (name, path) in prices { compare(name, new.terms[keyPath: path], old.terms[keyPath: path]) }
    if new.terms.statesRegions, new.terms.regions != old.terms.regions {
      words.append("what regions add")
    }
    for step in new.steps {
      let known = counterpart(of: step, new, old)?.prices ?? ClassPrices()
      for (name, path) in classes {
        compare("over \(step.over) \(name)", step.prices[keyPath: path], known[keyPath: path])
      }
    }
    return words.isEmpty ? nil : words.joined(separator: ", ")
  }

  /// The known step that one of a file is compared with. Of two single steps one is meant, wherever
  /// they begin: sources disagree about that.
  private static func counterpart(
    of step: LengthStep, _ new: PriceRow, _ old: PriceRow
  ) -> LengthStep? {
    old.steps.first { $0.over == step.over }
      ?? (new.steps.count == 1 && old.steps.count == 1 ? old.steps.first : nil)
  }

  /// The steps that a file states, with what it leaves out of each. Known ones it does not name stay
  /// where it names no others.
  private static func steps(_ new: PriceRow, on old: PriceRow) -> [LengthStep] {
    var met: Set<Int64> = []
    var isKnown = true
    var steps = new.steps.map { stated in
      guard let known = counterpart(of: stated, new, old) else {
        isKnown = false
        return stated
      }
      met.insert(known.over)
      var step = known
      if stated.prices.input != nil { step.over = stated.over }
      for (_, path) in classes {
        if let price = stated.prices[keyPath: path] { step.prices[keyPath: path] = price }
      }
      return step
    }
    if isKnown { steps += old.steps.filter { !met.contains($0.over) } }
    return steps.sorted { $0.over < $1.over }
  }

  /// The known row with what the file states.
  private static func overlaid(_ new: PriceRow, on old: PriceRow) -> PriceRow {
    var row = old
    for (_, path) in prices {
      if let stated = new.terms[keyPath: path] { row.terms[keyPath: path] = stated }
    }
    row.terms.steps = steps(new, on: old)
    if new.terms.statesRegions { row.terms.state(new.terms.regions) }
    row.source = new.source
    row.date = new.date
    row.confidence = new.confidence
    row.note = "observed; before, \(old.source)" + (new.note.isEmpty ? "" : "; \(new.note)")
    return row
  }

  private static let header = """
    # Prices that were imported: laid out like the book inside the program, and before it where both
    # have a price. Rows are added and closed, never deleted; stored events refer to the ids.

    """
}
