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

  // MARK: Statements

  /// The statement as of now, beside the closed one.
  func report(_ context: Context) throws -> StatementReport {
    let month = try month(context)
    let dimension = try ReportCommand.dimension(by)
    let store = try context.store()
    let stored = try context.reading {
      try store.closedStatements().first { $0.month == month.text && $0.dimension == dimension.rawValue }
    }
    guard let stored else {
      return StatementReport(
        current: try statement(context, store, month, dimension, try rule()), closed: nil,
        isOver: month.window(zone: context.zone).end <= context.now, currency: context.settings.currency)
    }
    guard let closed = try? JSONDecoder().decode(SpendStatement.self, from: Data(stored.body)) else {
      throw CommandError(
        message: UserMessage(
          "cannot read the closed statement of \(month.text)",
          because: "another version of spendtop stored it",
          tryThis: "that version"), status: .unreadable)
    }
    guard closed.zone == context.zone.name else {
      throw UserMessage(
        "the statement of \(month.text) was closed in \(closed.zone)",
        because: "its month begins and ends by other clocks than those of \(context.zone.name)",
        tryThis: "--tz \(closed.zone)")
    }
    if split != nil, try rule() != closed.rule {
      throw UserMessage(
        "the statement of \(month.text) was closed with --split \(closed.rule.rawValue)",
        because: "a closed month does not change", tryThis: "leave out --split")
    }
    return StatementReport(
      current: try statement(context, store, month, dimension, closed.rule),
      closed: (closed, stored.closedAt), isOver: true, currency: context.settings.currency)
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
    _ rule: SpendStatement.Rule
  ) throws -> SpendStatement {
    let window = month.window(zone: context.zone)
    let query = SpendQuery(window: window, groups: [dimension])
    return try context.reading {
      let rows = try store.rows(for: query)
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
        for status in try evaluator.evaluate(window, now: window.end).statuses
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
      if let difference = try difference(context, month, direct) {
        items.append(.init(.invoice, "difference to the invoice", difference))
      }
      return SpendStatement(
        month: month, zone: context.zone, by: dimension, rule: rule, rows: rows, hardware: hardware,
        items: items)
    }
  }

  /// Invoiced less recorded cost; nil without an invoice. Provider reports count days of UTC, so only the days
  /// and providers that they cover are compared.
  private func difference(_ context: Context, _ month: CalendarMonth, _ direct: Money) throws -> Money? {
    if let invoice {
      guard let amount = Money(dollars: invoice) else {
        throw UserMessage("cannot read the amount \"\(invoice)\" of --invoice", tryThis: "--invoice 1234.56")
      }
      return amount - direct
    }
    let store = try SQLiteStore(reading: context.databasePath, zone: .utc)
    let window = month.window(zone: .utc)
    let reconciliation = Reconciliation(
      theirs: try store.providerAggregates(in: window),
      ours: try store.rows(
        for: SpendQuery(window: window, groups: [.provider, .model, .project, .tier], bucket: .day)))
    return reconciliation.invoiceDifference
  }
}
