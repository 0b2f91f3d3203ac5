public import SpendAnalytics
public import SpendCore
public import SpendFormatting

/// The answer of `savings verify`.
public struct SavingsVerificationReport: PrintableReport {
  public var zone: Zone
  public var currency: DisplayCurrency?
  private let savings: [(title: String, verification: SavingsVerification)]

  public init(
    _ savings: [(title: String, verification: SavingsVerification)], zone: Zone, currency: DisplayCurrency?
  ) {
    self.savings = savings
    self.zone = zone
    self.currency = currency
  }

  private static let columns: [DataSheet.Column] = [
    .init("id", "#"), .init("saving", "saving"), .init("accepted", "accepted"),
    .init("requests_since", "requests since"), .init("promised_usd", "promised"), .init("saved_usd", "saved"),
    .init("share_of_promised", "of promised"), .init("cost_per_request_before_usd", "per request before"),
    .init("cost_per_request_since_usd", "since"), .init("prompt_tokens_before", "prompt tokens before"),
    .init("prompt_tokens_since", "since"), .init("output_tokens_before", "output tokens before"),
    .init("output_tokens_since", "since"),
  ]

  public var sheet: DataSheet {
    DataSheet(
      columns: Self.columns, labels: 3,
      rows: savings.map { title, verification in values(title, verification) }, notes: notes)
  }

  private func values(_ title: String, _ one: SavingsVerification) -> [DataSheet.Value] {
    let before = one.accepted
    func each(_ sum: Int64, _ requests: Int64) -> DataSheet.Value {
      .count(requests > 0 ? sum / requests : nil)
    }
    func each(_ cost: Money, _ requests: Int64) -> DataSheet.Value {
      .money(requests > 0 ? cost.scaled(by: 1, over: requests) : nil)
    }
    return [
      .count(before.id), .text(title), .word(LocalTime.minute(before.time, zone)), .count(one.requests),
      .money(one.promised), .change(one.saved), .share(one.share), each(before.cost, before.requests),
      each(one.cost, one.requests), each(before.promptTokens, before.requests),
      each(one.promptTokens, one.requests), each(before.outputTokens, before.requests),
      each(one.outputTokens, one.requests),
    ]
  }

  private var notes: [String] {
    guard !savings.isEmpty else { return ["no saving is accepted (spendtop savings accept)"] }
    return savings.compactMap { title, verification in
      verification.missing.map { "\(title): unknown, \($0)" }
    }
  }

  public var json: String {
    "{\"schema\":1,\"currency\":\"USD\",\"savings\":\(sheet.jsonRows)}"
  }
}
