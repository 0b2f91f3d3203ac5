import SpendCore

/// Rules of providers: rows of a book whose model is a pattern, such as `*` or `gemini-3*`; their other names
/// are patterns too. They hold for models that have a row of their own, and only for what that row does not
/// state.
struct PriceRules: Sendable {
  /// The first that states something counts.
  let rules: [PriceRow]

  private func matching(_ row: PriceRow) -> [PriceRow] {
    let model = Array(row.model.lowercased().utf8)
    return rules.filter { rule in
      (rule.provider == row.provider || rule.provider == "*")
        && rule.namesMatch(model)
    }
  }

  /// True for a name that only its maker sells.
  func isProprietary(_ model: String) -> Bool {
    let model = Array(model.utf8)
    return rules.contains { $0.isOwner == true && $0.namesMatch(model) }
  }

  /// False for a model of another maker in the list of a provider; nil where no rule states it.
  func owns(_ provider: String, _ model: String) -> Bool? {
    let model = Array(model.utf8)
    return rules.first { $0.provider == provider && $0.isOwner != nil && $0.namesMatch(model) }?.isOwner
  }

  /// The rows with everything that rules and multiples say, cut where a rule begins or ends.
  func applied(to rows: [PriceRow]) -> [PriceRow] {
    rows.flatMap { row in
      let rules = matching(row)
      let bounds = rules.flatMap { [$0.from, $0.to] }.compactMap(\.self)
      var parts = [row]
      for bound in Set(bounds) { parts = parts.flatMap { $0.cut(at: bound) } }
      return parts.sorted { ($0.from ?? .open) < ($1.from ?? .open) }.map { part in
        part.resolved(by: rules.filter { $0.overlaps(part) })
      }
    }
  }
}

extension Instant {
  /// Before every period.
  static let open = Instant(microseconds: .min)
  /// After every period.
  static let never = Instant(microseconds: .max)
}

extension PriceRow {
  /// True when a pattern of a rule matches a name in lower case.
  fileprivate func namesMatch(_ model: [UInt8]) -> Bool {
    Wildcard.matches(Array(self.model.lowercased().utf8), model)
      || names.contains { Wildcard.matches(Array($0.lowercased().utf8), model) }
  }

  /// The periods before and after a moment, or the row itself when it is not within its period.
  fileprivate func cut(at instant: Instant) -> [PriceRow] {
    guard (from ?? .open) < instant, instant < (to ?? .never) else { return [self] }
    var (before, after) = (self, self)
    before.terms.to = instant
    after.terms.from = instant
    return [before, after]
  }

  /// The part of the row within `from <= time < to`; nil when empty.
  func within(_ from: Instant?, _ to: Instant?) -> PriceRow? {
    let start = max(self.from ?? .open, from ?? .open)
    let end = min(self.to ?? .never, to ?? .never)
    guard start < end else { return nil }
    var row = self
    row.terms.from = start == .open ? nil : start
    row.terms.to = end == .never ? nil : end
    return row
  }
}
