public import SpendCore
import SpendFormatting
public import SpendPricing

/// Three figures for each model: logged, booked, recomputed.
public struct CostComparison {
  public struct Figures {
    public var requests: Int64 = 0
    /// Sum over requests with a logged cost.
    public var logged = Money.zero
    public var loggedRequests: Int64 = 0
    public var booked = Money.zero
    public var recomputed = Money.zero
    /// Requests that the book has no price for.
    public var unpriced: Int64 = 0
    /// Requests whose logged cost differs from the cost by the price book.
    public var loggedDiffers: Int64 = 0
    /// Requests whose booked cost differs from the cost by the price book.
    public var bookedDiffers: Int64 = 0
  }

  private var figures: [[String]: Figures] = [:]

  public var differs: Bool { figures.values.contains { $0.bookedDiffers > 0 } }

  public init(_ store: any StoredCostSource, _ window: TimeWindow, _ catalog: PriceCatalog) throws {
    var found: [Int32: Figures] = [:]
    let labelSets = try store.labelSets()
    let pricer = StoredPricer(labelSets, catalog)
    try store.forEachCost(in: window, .all) { stored in
      Self.count(stored, pricer, &found[stored.labels, default: Figures()])
    }
    for (labels, part) in found {
      let set = labelSets[labels] ?? LabelSet()
      figures[[set.provider, set.model], default: Figures()].add(part)
    }
  }

  private static func count(_ stored: StoredCost, _ pricer: StoredPricer, _ figures: inout Figures) {
    let cost =
      stored.price.status == .free && stored.tokens.total == 0 ? Money.zero : pricer.quote(stored).cost
    figures.requests += 1
    figures.booked += stored.price.cost ?? .zero
    figures.recomputed += cost ?? .zero
    if cost == nil { figures.unpriced += 1 }
    if let cost, !RecordedCost.agree(stored.price.cost ?? .zero, cost) || stored.price.cost == nil {
      figures.bookedDiffers += 1
    }
    guard let logged = stored.logged else { return }
    figures.logged += logged
    figures.loggedRequests += 1
    if let cost, !RecordedCost.agree(logged, cost) { figures.loggedDiffers += 1 }
  }

  private var rows: [(key: [String], figures: Figures)] {
    figures.map { ($0.key, $0.value) }.sorted { $0.key.lexicographicallyPrecedes($1.key) }
  }

  public func forEachLine(_ body: (String) -> Void) {
    body(
      "provider\tmodel\trequests\tlogged_requests\tlogged_usd\tbooked_usd\trecomputed_usd\tunpriced\tlogged_differs\tbooked_differs"
    )
    for (key, f) in rows {
      let cells: [String] =
        key.map(Shown.text) + [
          "\(f.requests)", "\(f.loggedRequests)", f.loggedRequests > 0 ? f.logged.decimalString : "",
          f.booked.decimalString, f.unpriced == f.requests ? "" : f.recomputed.decimalString, "\(f.unpriced)",
          "\(f.loggedDiffers)", "\(f.bookedDiffers)",
        ]
      body(cells.joined(separator: "\t"))
    }
  }

  public var json: String {
    let lines = rows.map { key, f in
      let logged = f.loggedRequests > 0 ? "\"\(f.logged.decimalString)\"" : "null"
      let recomputed = f.unpriced == f.requests ? "null" : "\"\(f.recomputed.decimalString)\""
      return """
        {"provider":\(JSONWriter.string(key[0])),"model":\(JSONWriter.string(key[1])),"requests":\(f.requests),\
        "logged_requests":\(f.loggedRequests),"logged_usd":\(logged),"booked_usd":"\(f.booked.decimalString)",\
        "recomputed_usd":\(recomputed),"unpriced_requests":\(f.unpriced),"logged_differs":\(f.loggedDiffers),\
        "booked_differs":\(f.bookedDiffers)}
        """
    }
    return "{\"schema\":1,\"rows\":[\(lines.joined(separator: ","))]}"
  }
}

extension CostComparison.Figures {
  fileprivate mutating func add(_ other: Self) {
    requests += other.requests
    logged += other.logged
    loggedRequests += other.loggedRequests
    booked += other.booked
    recomputed += other.recomputed
    unpriced += other.unpriced
    loggedDiffers += other.loggedDiffers
    bookedDiffers += other.bookedDiffers
  }
}
