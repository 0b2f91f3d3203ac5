import ArgumentParser
import Foundation
import SpendCore
import SpendFormatting
import SpendIngest
import SpendPricing
import SpendReports
import SpendStore

struct PricesReprice: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reprice", abstract: "Reprice stored requests with current prices.",
    discussion: """
        spendtop prices reprice --dry-run          what would change, by day and model
        spendtop prices reprice                    price what had no price
        spendtop prices reprice --all --since month

      Without --all only requests without a price are looked at; what is booked stays as it is. Costs
      that a log stated are kept in any case. Stopped in the middle, all sums are exact and the rest
      can be done later.
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var range: TimeRangeOptions
  @Flag(help: "Only unpriced requests (the default).")
  var unpricedOnly = false
  @Flag(help: "All requests, including priced ones.")
  var all = false
  @Flag(help: "Show the changes without making them.")
  var dryRun = false
  @Flag(help: "Print one line of JSON.")
  var json = false

  func run() throws {
    if all, unpricedOnly {
      throw UserMessage("--all and --unpriced-only exclude each other", tryThis: "one of them")
    }
    let context = try global.resolved()
    let window = try range.window(context)
    let scope: CostScope = all ? .all : .unpriced
    let outcome = try dryRun ? preview(window, scope, context) : reprice(window, scope, context)
    let output = LineOutput()
    if json {
      output.write(outcome.differences.json(isDryRun: dryRun, isComplete: outcome.isComplete))
    } else {
      outcome.differences.forEachLine { output.write($0) }
    }
    output.flush()
    if !outcome.isComplete {
      Reporter.say("spendtop: stopped; all sums are exact, and the rest has its old prices")
    }
  }

  private struct Outcome {
    var differences: PriceDifferences
    var isComplete: Bool
  }

  private func preview(_ window: TimeWindow, _ scope: CostScope, _ context: Context) throws -> Outcome {
    let store = try context.store()
    return try context.reading {
      let labelSets = try store.labelSets()
      let pricer = StoredPricer(labelSets, try context.catalog)
      var differences = PriceDifferences(labelSets, zone: context.zone)
      try store.forEachCost(in: window, scope) { stored in
        let fresh = pricer.price(stored)
        if fresh != stored.price { differences.add(stored, fresh) }
      }
      return Outcome(differences: differences, isComplete: true)
    }
  }

  private func reprice(_ window: TimeWindow, _ scope: CostScope, _ context: Context) throws -> Outcome {
    _ = try context.store()  // says what is wrong when there is no database, instead of making one
    let stop = StopSignal()
    let signals = SignalWatch([SIGINT, SIGTERM, SIGHUP]) { _ in stop.stop() }
    defer { signals.cancel() }
    return try context.writing { writer in
      let labelSets = try writer.labelSets()
      let pricer = StoredPricer(labelSets, try context.catalog)
      var differences = PriceDifferences(labelSets, zone: context.zone)
      let progress = StepProgress("repriced")
      defer { progress.finish() }
      let isComplete = try writer.reprice(
        in: window, scope,
        isGoingOn: { seen, total in
          progress.show(seen, of: total)
          return !stop.isStopped
        },
        { stored in
          let fresh = pricer.price(stored)
          guard fresh != stored.price else { return nil }
          differences.add(stored, fresh)
          return fresh
        })
      return Outcome(differences: differences, isComplete: isComplete)
    }
  }
}
