import ArgumentParser
import Foundation
import SpendAnalytics
import SpendCore
import SpendReports
import SpendFormatting
import SpendSettings
import SpendStore

struct StatementCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "statement", abstract: "The bill of a month, split by team, project or another dimension.",
    discussion: """
      Shared costs (requests without a value, subscriptions, idle hardware, [[shared_cost]], [[credit]], the
      difference to invoices) are split by --split. A closed month is stored and never changes: later events
      are shown as adjustments.

        spendtop statement --by team --month 2026-10
        spendtop statement --by customer --month 2026-10 --split tokens --format csv
        spendtop statement --by team --month 2026-10 --close
      """)

  @OptionGroup var global: GlobalOptions
  @Option(parsing: .unconditional, help: "The dimension of the lines.")
  var by = "team"
  @Option(parsing: .unconditional, help: "The month: 2026-10. Default: the last whole month.")
  var month: String?
  @Option(
    parsing: .unconditional, help: "Split shared costs by cost, requests, tokens or even. Default: cost.")
  var split: String?
  @Option(
    parsing: .unconditional,
    help: "The invoiced total in US dollars. Default: what imported provider reports state (reconcile).")
  var invoice: String?
  @Flag(help: "Store the statement of a month that is over.")
  var close = false
  @Option(parsing: .unconditional, help: "table, json, csv or markdown.")
  var format = ReportCommand.Format.table

  func run() throws {
    let context = try global.resolved()
    let report = close ? try closed(context) : try report(context)
    report.print(as: format)
  }

  // MARK: Options

  private func month(_ context: Context) throws -> CalendarMonth {
    guard let text = month else { return CalendarMonth(context.now, zone: context.zone).previous }
    guard let month = CalendarMonth(text) else {
      throw UserMessage("cannot read the month \"\(text)\"", tryThis: "--month 2026-10")
    }
    return month
  }

  private func rule() throws -> SpendStatement.Rule {
    guard let split else { return .cost }
    guard let rule = SpendStatement.Rule(rawValue: split) else {
      throw UserMessage(
        "cannot split by \"\(split)\"",
        because: EditDistance.nearest(to: split, among: SpendStatement.Rule.allCases.map(\.rawValue)).map {
          "did you mean \"\($0)\"?"
        }, tryThis: "--split \(SpendStatement.Rule.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return rule
  }

  private func statedInvoice() throws -> Money? {
    guard let invoice else { return nil }
    guard let amount = Money(dollars: invoice) else {
      throw UserMessage("cannot read the amount \"\(invoice)\" of --invoice", tryThis: "--invoice 1234.56")
    }
    return amount
  }

  // MARK: Statements

  /// The statement as of now, beside the closed one.
  func report(_ context: Context) throws -> StatementReport {
    let month = try month(context)
    let dimension = try ReportCommand.dimension(by)
    let window = month.window(zone: context.zone)
    guard window.start <= context.now else {
      throw UserMessage(
        "there is no statement of \(month.text)", because: "the month has not begun in \(context.zone.name)",
        tryThis: "--month \(CalendarMonth(context.now, zone: context.zone).text)")
    }
    let isOver = window.end <= context.now
    let store = try context.store()
    let stored = try context.reading {
      try store.closedStatements().first { $0.month == month.text && $0.dimension == dimension.rawValue }
    }
    guard let stored else {
      let (current, remarks) = try statement(
        context, store, month, dimension, try rule(), invoice: try statedInvoice())
      return StatementReport(
        current: current, closed: nil, isOver: isOver, currency: context.settings.currency,
        remarks: isOver ? remarks : remarks + Self.wholeMonth(current))
    }
    let closed = try Self.decoded(stored)
    try refuseChanges(closed, context)
    let (current, remarks) = try statement(
      context, store, month, dimension, closed.rule, invoice: closed.invoice)
    return StatementReport(
      current: current, closed: (closed, stored.closedAt), isOver: true, currency: context.settings.currency,
      remarks: remarks)
  }

  private static func decoded(_ stored: ClosedStatement) throws -> SpendStatement {
    guard let closed = try? JSONDecoder().decode(SpendStatement.self, from: Data(stored.body)) else {
      throw CommandError(
        message: UserMessage(
          "cannot read the closed statement of \(stored.month)",
          because: "another version of spendtop stored it",
          tryThis: "that version"), status: .unreadable)
    }
    return closed
  }

  /// Throws `UserMessage` when an option differs from that with which the month was closed.
  private func refuseChanges(_ closed: SpendStatement, _ context: Context) throws {
    try Self.refuseOtherZone(closed, context)
    func refuse(_ option: String, _ value: String?) -> UserMessage {
      UserMessage(
        "the statement of \(closed.month) was closed "
          + (value.map { "with \(option) \($0)" } ?? "without \(option)"),
        because: "a closed month does not change", tryThis: "leave out \(option)")
    }
    if split != nil, try rule() != closed.rule { throw refuse("--split", closed.rule.rawValue) }
    if let stated = try statedInvoice(), stated != closed.invoice {
      throw refuse("--invoice", closed.invoice?.decimalString)
    }
  }

  private static func refuseOtherZone(_ closed: SpendStatement, _ context: Context) throws {
    guard closed.zone != context.zone.name else { return }
    throw UserMessage(
      "the statement of \(closed.month) was closed in \(closed.zone)",
      because: "its month begins and ends by other clocks than those of \(context.zone.name)",
      tryThis: "--tz \(closed.zone)")
  }

  /// The rule for monthly amounts of a month that is not over.
  private static func wholeMonth(_ statement: SpendStatement) -> [String] {
    let monthly: Set<SpendStatement.SharedItem.Kind> = [.subscription, .shared, .commitment]
    return statement.items.contains { monthly.contains($0.kind) }
      ? ["monthly amounts are those of the whole month"] : []
  }

  /// Stores the statement, and returns it as closed.
  private func closed(_ context: Context) throws -> StatementReport {
    let report = try report(context)
    let month = report.current.month
    if let closedAt = report.closed?.at {
      throw UserMessage(
        "the statement of \(month) is closed already, since \(LocalTime.day(closedAt, context.zone))",
        because: "a closed month does not change",
        tryThis: "leave out --close: later events are shown as adjustments")
    }
    guard report.isOver else {
      throw UserMessage(
        "cannot close \(month)", because: "the month is not over in \(context.zone.name)",
        tryThis: "leave out --close")
    }
    // The lines of a month by one dimension and by another have the same requests.
    let others = try context.reading { try context.store().closedStatements() }
    for other in others where other.month == month {
      try Self.refuseOtherZone(try Self.decoded(other), context)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let body = [UInt8](try encoder.encode(report.current))
    _ = try context.reading {
      try SQLiteBillingWriter(path: context.databasePath).close(
        ClosedStatement(
          month: month, dimension: report.current.dimension, closedAt: context.now, body: body))
    }
    return try self.report(context)
  }

  private func statement(
    _ context: Context, _ store: any ReportSource, _ month: CalendarMonth, _ dimension: SpendCore.Dimension,
    _ rule: SpendStatement.Rule, invoice: Money?
  ) throws -> (statement: SpendStatement, remarks: [String]) {
    let window = month.window(zone: context.zone)
    let query = SpendQuery(window: window, groups: [dimension])
    return try context.reading {
      let rows = try store.rows(for: query)
      var remarks: [String] = []
      if let first = try store.recordedHours()?.start, first > window.start {
        remarks.append("requests are recorded since \(LocalTime.day(first, context.zone))")
      }
      var items: [SpendStatement.SharedItem] = []
      for plan in context.settings.plans {
        if let fee = plan.perMonth { items.append(.init(.subscription, plan.name, fee)) }
      }
      items += context.settings.sharedCosts.map { .init(.shared, $0.name, $0.perMonth) }
      var hardware: [String: Money] = [:]
      if !context.settings.gpus.isEmpty {
        let costs = try HardwareCosts(
          query, store, context.settings.gpus, zone: context.zone, now: context.now)
        for row in rows {
          let share = costs.share(of: row)
          if share != .zero { hardware[row.keys.first ?? "", default: .zero] += share }
        }
        // What the rows do not carry is idle time.
        let rest = costs.total - hardware.values.reduce(.zero, +)
        if rest != .zero { items.append(.init(.hardware, "idle hardware", rest)) }
      }
      // A promise of which the requests used less is due all the same.
      if !context.settings.commitments.isEmpty {
        let known = Set(context.settings.plans.filter { $0.perMonth != nil }.map(\.name))
        let evaluator = try CommitmentEvaluator(context, store, includesListed: false)
        let (statuses, overlaps) = try evaluator.evaluate(window, now: window.end)
        remarks += overlaps.map(\.sentence)
        for status in statuses
        where status.commitment.kind != .credits && !known.contains(status.commitment.name) {
          let unused = status.committed - status.used
          if unused > .zero {
            items.append(.init(.commitment, "unused part of \(status.commitment.name)", unused))
          }
        }
      }
      for credit in context.settings.credits where credit.month == month {
        items.append(.init(.credit, credit.name, .zero - credit.amount))
      }
      let direct = rows.reduce(Money.zero) { $0 + $1.sums.cost }
      if let difference = try invoice.map({ $0 - direct }) ?? reportedDifference(context, month) {
        items.append(.init(.invoice, "difference to the invoice", difference))
      }
      var statement = SpendStatement(
        month: month, zone: context.zone, by: dimension, rule: rule, rows: rows, hardware: hardware,
        items: items)
      statement.invoice = invoice
      return (statement, remarks)
    }
  }

  /// Invoiced less recorded cost; nil without provider reports. They count days of UTC, so only the days and
  /// providers that they cover are compared.
  private func reportedDifference(_ context: Context, _ month: CalendarMonth) throws -> Money? {
    let store = try SQLiteStore(reading: context.databasePath, zone: .utc)
    let window = month.window(zone: .utc)
    let reconciliation = Reconciliation(
      theirs: try store.providerAggregates(in: window),
      ours: try store.rows(
        for: SpendQuery(window: window, groups: [.provider, .model, .project, .tier], bucket: .day)))
    return reconciliation.invoiceDifference
  }
}
