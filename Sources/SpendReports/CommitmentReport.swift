import SpendAlerts
public import SpendAnalytics
public import SpendCore
public import SpendFormatting

/// The answer of `report --commitments`.
public struct CommitmentReport: PrintableReport {
  public var statuses: [CommitmentStatus]
  public var overlaps: [CommitmentEvaluator.Overlap]
  public var window: TimeWindow
  public var zone: Zone
  public var currency: DisplayCurrency?

  public init(
    statuses: [CommitmentStatus], overlaps: [CommitmentEvaluator.Overlap], window: TimeWindow, zone: Zone,
    currency: DisplayCurrency?
  ) {
    self.statuses = statuses
    self.overlaps = overlaps
    self.window = window
    self.zone = zone
    self.currency = currency
  }

  public var sheet: DataSheet {
    let columns: [DataSheet.Column] = [
      .init("commitment", "commitment"), .init("kind", "kind"), .init("committed_usd", "committed"),
      .init("used_usd", "used"), .init("utilisation", "utilisation"), .init("saved_usd", "saved"),
      .init("left_usd", "left"), .init("requests", "requests"),
      .init("break_even_requests_per_month", "break-even requests a month"), .init("exhausted", "exhausted"),
    ]
    return DataSheet(
      columns: columns, labels: 2,
      rows: statuses.map { status in
        [
          .text(status.commitment.name), .word(status.commitment.kind.rawValue), .money(status.committed),
          .money(status.used), .share(status.utilisation), .change(status.saved), .money(status.left),
          .count(status.requests), .count(status.breakEvenRequestsPerMonth),
          .word(status.exhaustedAt.map { LocalTime.day($0, zone) } ?? ""),
        ]
      }, notes: notes)
  }

  private var notes: [String] {
    let quotas = statuses.flatMap { status in
      status.quotas.map { "\(status.commitment.name): \(CommitmentCheckText.quota($0))" }
    }
    return quotas
      + overlaps.map(\.sentence)
  }

  public var json: String {
    let sheet = sheet
    let quotas = statuses.flatMap { status in
      status.quotas.map { quota in
        """
        {"commitment":\(JSONWriter.string(status.commitment.name)),"window_seconds":\(quota.quota.seconds),\
        "limit_usd":"\(quota.quota.amount.decimalString)","used_usd":"\(quota.used.decimalString)",\
        "seconds_to_limit":\(quota.secondsToLimit.map { AmountText.fixed($0, places: 0) } ?? "null")}
        """
      }
    }
    let shared = overlaps.map {
      "{\"first\":\(JSONWriter.string($0.first)),\"second\":\(JSONWriter.string($0.second)),\"requests\":\($0.requests)}"
    }
    return """
      {"schema":1,"since":"\(window.start.rfc3339)","until":"\(window.end.rfc3339)",\
      "tz":\(JSONWriter.string(zone.name)),"rows":\(sheet.jsonRows),"quotas":[\(quotas.joined(separator: ","))],\
      "overlaps":[\(shared.joined(separator: ","))]}
      """
  }
}

extension CommitmentEvaluator.Overlap {
  /// The requests and the commitment that they count for.
  public var sentence: String {
    "\(requests) requests match \(first) and \(second): they count for \(first), which is configured first"
  }
}
