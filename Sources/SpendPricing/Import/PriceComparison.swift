import SpendCore

extension PriceRow {
  /// Places of all token prices that the row states.
  var keys: [PriceKey] {
    func keys(_ step: Int?, _ tiers: [TierPrices]) -> [PriceKey] {
      ([.standard] + tiers.map(\.tier)).flatMap { tier in
        PriceKind.allCases.map { PriceKey(step: step, tier: tier, kind: $0) }
      }
    }
    let all =
      keys(nil, terms.tiers) + terms.steps.indices.flatMap { keys($0, terms.steps[$0].tiers) }
    return all.filter { terms[$0] != nil }
  }
}

/// Differences between rows of one model.
enum PriceComparison {
  private typealias Fee = (name: String, path: WritableKeyPath<PriceTerms, UnitPrice?>)

  private static var fees: [Fee] {
    [
      ("reasoning", \.reasoning), ("search", \.search), ("request", \.request),
      ("second", \.units.second), ("image", \.units.image), ("page", \.units.page),
      ("character", \.units.character), ("rerank", \.units.rerank),
    ]
  }

  private static func name(_ key: PriceKey, _ row: PriceRow) -> String {
    let length = key.step.map { "over \(row.steps[$0].over) " } ?? ""
    return length + (key.tier == .standard ? "" : key.tier.name + " ") + key.kind.name
  }

  private static func text(_ price: UnitPrice?, isFee: Bool = false) -> String {
    guard let price else { return "none" }
    return isFee ? "$" + FixedPoint.shortestString(price.picodollars, places: 12) : price.usdPerMillion
  }

  /// Describes the prices of `new` that differ from those of `old`; nil when all are equal. A price missing
  /// in `new` does not count as a difference.
  ///
  /// - Parameter statedByBoth: True to compare only the prices present in both rows.
  static func difference(from old: PriceRow, to new: PriceRow, statedByBoth: Bool = false) -> String? {
    var words: [String] = []
    for key in new.keys {
      let known = counterpart(of: key, new, old).flatMap { old.terms[$0] }
      guard known != new.terms[key], known != nil || !statedByBoth else { continue }
      words.append("\(name(key, new)) \(text(known)) → \(text(new.terms[key]))")
    }
    for (name, path) in fees {
      guard let stated = new.terms[keyPath: path], stated != old.terms[keyPath: path] else { continue }
      guard old.terms[keyPath: path] != nil || !statedByBoth else { continue }
      words.append(
        "\(name) \(text(old.terms[keyPath: path], isFee: name != "reasoning")) → \(text(stated, isFee: name != "reasoning"))"
      )
    }
    if let regions = new.terms.regions, regions != old.terms.regions,
      old.terms.regions != nil || !statedByBoth
    {
      words.append(
        "region factors \(old.terms.regions?.words("r").joined(separator: " ") ?? "none") → "
          + regions.words("r").joined(separator: " "))
    }
    for multiple in new.multiples where !states(old, multiple) {
      guard !statedByBoth || old.multiples.contains(where: { $0.tier == multiple.tier }) else { continue }
      words.append("\(multiple.word)")
    }
    return words.isEmpty ? nil : words.joined(separator: ", ")
  }

  /// Returns true if a row states a multiple, or prices that come to the same.
  private static func states(_ row: PriceRow, _ multiple: PriceMultiple) -> Bool {
    if row.multiples.contains(multiple) { return true }
    var derived = PriceRow(provider: row.provider, model: row.model)
    derived.terms.standard = row.standard
    derived.multiples = [multiple]
    let listed = derived.resolved(by: []).terms.tiers[multiple.tier]
    let known = row.terms.tiers[multiple.tier]
    return known.hasTokens
      && PriceKind.allCases.allSatisfy { known[$0] == nil || listed[$0] == nil || known[$0] == listed[$0] }
  }

  /// The place of a price in another row. Of two single steps one is meant, wherever they begin: sources
  /// disagree about that.
  private static func counterpart(of key: PriceKey, _ new: PriceRow, _ old: PriceRow) -> PriceKey? {
    guard let step = key.step else { return key }
    let over = new.steps[step].over
    let place =
      old.steps.firstIndex { $0.over == over } ?? (new.steps.count == 1 && old.steps.count == 1 ? 0 : nil)
    return place.map { PriceKey(step: $0, tier: key.tier, kind: key.kind) }
  }

  /// A row with what only another states.
  static func completed(_ row: PriceRow, with other: PriceRow) -> PriceRow {
    var row = row
    let hadSteps = !row.steps.isEmpty
    for key in other.keys {
      if key.step == nil {
        if row.terms[key] == nil { row.terms[key] = other.terms[key] }
      } else if let place = counterpart(of: key, other, row), row.terms[place] == nil {
        row.terms[place] = other.terms[key]
      }
    }
    if !hadSteps { row.terms.steps = other.terms.steps }
    for (_, path) in fees where row.terms[keyPath: path] == nil {
      row.terms[keyPath: path] = other.terms[keyPath: path]
    }
    if row.terms.regions == nil { row.terms.regions = other.terms.regions }
    if row.terms.profiles == nil { row.terms.profiles = other.terms.profiles }
    for multiple in other.multiples where !row.multiples.contains(where: { $0.tier == multiple.tier }) {
      row.multiples.append(multiple)
    }
    let known = Set(row.names.map { $0.lowercased() })
    row.names += other.names.filter { !known.contains($0.lowercased()) }
    if row.note.isEmpty { row.note = other.note }
    return row
  }

  /// A known row with what a file states. Its steps are those of the file, with what the file leaves out
  /// of each; known ones stay where the file names no others.
  static func overlaid(_ new: PriceRow, on old: PriceRow) -> PriceRow {
    var row = old
    row.terms.steps = []
    row.sameAs = ""
    for key in new.keys where key.step == nil { row.terms[key] = new.terms[key] }
    row.terms.steps = steps(new, on: old)
    for (_, path) in fees {
      if let stated = new.terms[keyPath: path] { row.terms[keyPath: path] = stated }
    }
    if let regions = new.terms.regions { row.terms.regions = regions }
    for multiple in new.multiples where !row.multiples.contains(multiple) {
      row.multiples.removeAll {
        $0.tier == multiple.tier && $0.target == multiple.target && $0.over == multiple.over
      }
      row.multiples.append(multiple)
    }
    row.multiples = row.multiples.filter { multiple in
      multiple.over.map { over in row.steps.contains { $0.over == over } } ?? true
    }
    row.source = new.source
    row.date = new.date
    row.confidence = new.confidence
    row.note = "observed; before, \(old.source)" + (new.note.isEmpty ? "" : "; \(new.note)")
    return row
  }

  private static func steps(_ new: PriceRow, on old: PriceRow) -> [LengthStep] {
    var met: Set<Int64> = []
    var isKnown = true
    var steps: [LengthStep] = []
    for (index, stated) in new.steps.enumerated() {
      let place = PriceKey(step: index, tier: .standard, kind: .input)
      guard let known = counterpart(of: place, new, old)?.step.map({ old.steps[$0] }) else {
        isKnown = false
        steps.append(stated)
        continue
      }
      met.insert(known.over)
      var step = known
      if stated.prices.input != nil { step.over = stated.over }
      for key in new.keys where key.step == index { step[key.tier, key.kind] = new.terms[key] }
      steps.append(step)
    }
    if isKnown { steps += old.steps.filter { !met.contains($0.over) } }
    return steps.sorted { $0.over < $1.over }
  }
}
