import SpendAlerts
import SpendAnalytics
import SpendCore
import SpendReports
import SpendFormatting
import SpendStore

/// The answer of `report --commitments`.
struct CommitmentReport {
  var statuses: [CommitmentStatus]
  var overlaps: [CommitmentEvaluator.Overlap]
  var window: TimeWindow
  var zone: Zone
  var currency: DisplayCurrency?

  var sheet: DataSheet {
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
      + overlaps.map {
        "\($0.requests) requests match \($0.first) and \($0.second): they count for \($0.first), which is configured first"
      }
  }

  func print(as format: ReportCommand.Format) {
    DataSheet.print(as: format, json: json, in: currency, sheet)
  }

  var json: String {
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

extension CommitmentEvaluator {
  /// - Parameter includesListed: adds the list prices of requests that a subscription covers.
  init(_ context: Context, _ store: any ReportSource, includesListed: Bool = true) throws {
    let labelSets = try context.reading { try store.labelSets() }
    let groups = Set(context.settings.commitments.flatMap(\.conditions.keys)).sorted {
      $0.rawValue < $1.rawValue
    }
    self.init(context.settings.commitments, zone: context.zone) { window in
      var usage = try store.rows(for: SpendQuery(window: window, groups: groups)).map { row in
        var labels = LabelSet()
        for (group, key) in zip(groups, row.keys) {
          if let path = group.label { labels[keyPath: path] = key }
        }
        return CommitmentUsage(labels: labels, requests: row.sums.requests, cost: row.sums.cost)
      }
      guard includesListed else { return usage }
      // These requests are counted above, at no cost.
      for sum in try store.coveredSums(in: window) {
        guard let labels = labelSets[sum.labels] else { continue }
        usage.append(CommitmentUsage(labels: labels, requests: 0, cost: sum.listed))
      }
      return usage
    }
  }
}
