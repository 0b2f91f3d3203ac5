import SpendAnalytics
import SpendCore

/// `[[commitment]]`: provisioned throughput, committed-use discounts, prepaid credits and subscriptions.
extension Settings {
  static func commitment(_ reader: TableReader) throws -> Commitment {
    try reader.allow("name", "kind", "filter", "usd_per_month", "usd", "from", "to", "quota")
    let name = try reader.required("name")
    guard let kind = try reader.word("kind", as: Commitment.Kind.self) else {
      throw reader.refuse(
        "kind", "the commitment \"\(name)\" has no kind",
        advice: "one of \(Commitment.Kind.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    let key = kind == .credits ? "usd" : "usd_per_month"
    let other = kind == .credits ? "usd_per_month" : "usd"
    guard try reader.money(other) == nil else {
      throw reader.refuse(
        other, "the commitment \"\(name)\" of the kind \(kind.rawValue) has \(key), not \(other)")
    }
    guard let amount = try reader.money(key), amount > .zero else {
      throw reader.refuse(key, "the commitment \"\(name)\" has no amount", advice: "\(key) = 2000")
    }
    let conditions = try reader.conditions("filter")
    guard !conditions.isEmpty else {
      throw reader.refuse(
        "filter", "the commitment \"\(name)\" has no filter for its requests",
        advice: "filter = { provider = \"azure\" }")
    }
    let commitment = Commitment(
      name: name, kind: kind, conditions: conditions, amount: amount, start: try reader.day("from"),
      end: try reader.day("to"), quotas: try reader.tables("quota").map(Self.quota))
    if let start = commitment.start, let end = commitment.end, end <= start {
      throw reader.refuse("to", "the commitment \"\(name)\" ends before it begins")
    }
    return commitment
  }

  /// `quota = [{ window = "5h", usd = 20 }]`.
  private static func quota(_ reader: TableReader) throws -> Commitment.Quota {
    try reader.allow("window", "usd")
    guard let seconds = try reader.duration("window") else {
      throw reader.refuse("window", "a quota has no window", advice: "window = \"5h\"")
    }
    guard let amount = try reader.money("usd"), amount > .zero else {
      throw reader.refuse("usd", "a quota has no amount", advice: "usd = 20")
    }
    return Commitment.Quota(seconds: seconds, amount: amount)
  }
}
