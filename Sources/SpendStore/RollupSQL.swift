import SpendCore

/// The SQL words of one table.
struct RollupSQL {
  var table: QueryPlan.Table

  /// The FROM source: alias r for the table, d for the labels, which are joined only for groups.
  ///
  /// - Parameter histograms: Selects the histograms of durations instead of the sums.
  func source(groupedBy groups: [Dimension], histograms: Bool = false) -> String {
    let name = histograms ? table == .days ? "latency_histogram_day" : "latency_histogram" : name
    return table == .quarters || groups.allSatisfy { $0.labelColumn == nil }
      ? "\(name) r" : "\(name) r JOIN dimension_set d ON d.id = r.dimension_set_id"
  }

  var name: String {
    switch table {
    case .events: "usage_event"
    case .hours: "rollup_hour"
    case .days: "rollup_day"
    case .quarters: "rollup_15m"
    }
  }

  var time: String {
    switch table {
    case .events: "r.time_us"
    case .hours: "r.hour"
    case .days: "r.day"
    case .quarters: "r.quarter"
    }
  }

  func range(_ window: TimeWindow, zone: Zone) -> (Int64, Int64) {
    switch table {
    case .events: (window.start.microseconds, window.end.microseconds)
    case .hours: (window.start.seconds / 3_600, window.end.seconds / 3_600)
    case .days: (Self.dayNumber(window.start, zone), Self.dayNumber(window.end, zone))
    case .quarters: (window.start.seconds / 900, window.end.seconds / 900)
    }
  }

  private static func dayNumber(_ instant: Instant, _ zone: Zone) -> Int64 {
    let local = zone.civil(instant)
    return Int64(CivilTime.daysSince1970(year: local.year, month: local.month, day: local.day))
  }

  /// The finest slice this table distinguishes that lies within one slice of any width.
  var finestSlot: String {
    switch table {
    case .events: "r.time_us / 900000000"
    case .hours, .days, .quarters: time
    }
  }

  /// A moment inside a slot: the answer's own slices are cut from it. Days are local, so noon as UTC.
  func instant(ofSlot slot: Int64) -> SlotTime {
    switch table {
    case .events, .quarters: .instant(Instant(seconds: slot &* 900))
    case .hours: .instant(Instant(hour: slot))
    case .days: .localDay(slot)
    }
  }

  func column(of dimension: Dimension) -> String {
    if table == .quarters { return "r.feature" }
    if let column = dimension.labelColumn { return "d.\(column)" }
    return "coalesce(r.\(dimension.nameColumn ?? "user_id"), 0)"
  }

  var cost: String { "coalesce(r.cost_nano_usd, 0)" }

  /// SQL for the number of requests without a cost.
  var unpricedRequests: String { table == .events ? "r.pricing & 7 IN (0, 5)" : "r.unpriced_requests" }

  var sums: String {
    guard table == .events else {
      return RollupTotals.columns.map { "sum(r.\($0))" }.joined(separator: ", ")
    }
    return eventColumns.map { "sum(\($0))" }.joined(separator: ", ")
  }

  /// All tokens of an event.
  static let tokens =
    "coalesce(r.input, 0) + coalesce(r.cache_read, 0) + coalesce(r.cache_write_5m, 0) + coalesce(r.cache_write_1h, 0) + coalesce(r.output, 0)"

  /// The contribution of an event to each sum, in the order of `RollupTotals.columns`.
  var eventColumns: [String] {
    [
      "1", "r.flags & 1", "CASE WHEN r.flags & 1 THEN coalesce(r.cost_nano_usd, 0) ELSE 0 END",
      "coalesce(r.input, 0)", "coalesce(r.cache_read, 0)", "coalesce(r.cache_write_5m, 0)",
      "coalesce(r.cache_write_1h, 0)", "coalesce(r.output, 0)", "coalesce(r.reasoning, 0)",
      "coalesce(r.web_search, 0)", "coalesce(r.cost_nano_usd, 0)", "r.cache_saved_nano_usd",
      unpricedRequests, "CASE WHEN r.pricing & 7 = 0 THEN \(Self.tokens) ELSE 0 END", "r.pricing & 7 = 3",
    ]
  }
}
