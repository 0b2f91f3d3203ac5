import ArgumentParser
import SpendCore
import SpendFormatting
import SpendPricing
import SpendStore

struct PricesDiff: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Compare logged costs, recorded costs and current prices.",
    discussion: """
        spendtop prices diff --since month

      A difference counts when it is more than a hundredth and more than a millionth of a dollar.
      Exit 1 when what is booked differs from the book of now.
      """)

  @OptionGroup var global: GlobalOptions
  @Option(
    parsing: .unconditional,
    help: "Start of the time range: 7d, today, month, 2026-11-01 (default: all data).")
  var since: String?
  @Option(parsing: .unconditional, help: "End of the time range (default: all data).")
  var until: String?
  @Flag(help: "Print one line of JSON.")
  var json = false

  func run() throws {
    let context = try global.resolved()
    let span = try context.span(since: since, until: until)
    let window = TimeWindow(
      start: span.start ?? TimeWindow.allTime.start, end: span.end ?? TimeWindow.allTime.end)
    let comparison = try CostComparison(try context.store(), window, context)
    let output = LineOutput()
    if json {
      output.write(comparison.json)
    } else {
      comparison.forEachLine { output.write($0) }
    }
    output.flush()
    if comparison.differs { throw ExitStatus.difference }
  }
}

/// Three figures for each model: logged, booked, recomputed.
struct CostComparison {
  struct Figures {
    var requests: Int64 = 0
    /// Sum over requests with a logged cost.
    var logged = Money.zero
    var loggedRequests: Int64 = 0
    var booked = Money.zero
    var recomputed = Money.zero
    /// Requests that the book has no price for.
    var unpriced: Int64 = 0
    /// Requests whose logged cost differs from the cost by the price book.
    var loggedDiffers: Int64 = 0
    /// Requests whose booked cost differs from the cost by the price book.
    var bookedDiffers: Int64 = 0
  }

  private var figures: [[String]: Figures] = [:]

  var differs: Bool { figures.values.contains { $0.bookedDiffers > 0 } }

  init(_ store: SQLiteStore, _ window: TimeWindow, _ context: Context) throws {
    var found: [Int32: Figures] = [:]
    let labelSets = try context.reading { try store.labelSets() }
    let pricer = StoredPricer(labelSets, try context.catalog)
    try context.reading {
      try store.forEachCost(in: window, .all) { stored in
        Self.count(stored, pricer, &found[stored.labels, default: Figures()])
      }
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

  func forEachLine(_ body: (String) -> Void) {
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

  var json: String {
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
