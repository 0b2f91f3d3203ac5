import Foundation
import SpendCore
import SpendIngest
import SpendSettings

/// Updates the imported prices once a day, on a thread of its own, if configured. The time
/// of the last attempt is stored beside the prices, so that a restart does not fetch them again.
final class PriceUpdater: @unchecked Sendable {
  // Immutable; used by the thread alone once it runs.
  private let context: Context
  private let stopping = StopSignal()
  private let onChange: @Sendable () -> Void

  private static let daySeconds: Int64 = 86_400
  /// The pause after a failed attempt.
  private static let retrySeconds: Int64 = 3_600

  /// - Parameter onChange: Called when other prices are in use.
  init(_ context: Context, onChange: @escaping @Sendable () -> Void) {
    self.context = context
    self.onChange = onChange
  }

  /// Starts the thread if daily updates are configured.
  func start() {
    guard context.settings.updatesPricesDaily else { return }
    let thread = Thread { [self] in
      // Kept here as well: a stamp that cannot be written must not lead to an attempt every minute.
      var next: Instant?
      while !stopping.isStopped {
        let now = context.now
        if next.map({ $0 <= now }) ?? true, PriceUpdateStamp(context).isDue(at: now) { next = update() }
        stopping.wait(milliseconds: 60_000)
      }
    }
    thread.name = "prices"
    thread.stackSize = 8 << 20
    thread.start()
  }

  func stop() { stopping.stop() }

  /// Takes the prices of all sources. Returns the time of the next attempt.
  private func update() -> Instant {
    var options = PriceImportOptions()
    options.effective = nil
    options.dryRun = false
    var changes = 0
    var failure: (any Error)?
    for source in context.settings.priceSources where !stopping.isStopped {
      do {
        changes += try options.take(
          try PricesUpdate.bytes(source), named: source, layout: nil, context, isQuiet: true)
      } catch {
        failure = error
      }
    }
    let pause = failure == nil ? Self.daySeconds : Self.retrySeconds
    let next = context.now.adding(seconds: pause)
    PriceUpdateStamp(context).write(next: next)
    if let failure {
      let words = ExitOutcome(failure).complaint ?? "spendtop: the prices cannot be updated"
      Reporter.say("\(words); the prices are as before", .warning)
    }
    guard changes > 0 else { return next }
    Reporter.say(
      "spendtop: \(changes) prices are new; spendtop prices update --rollback restores the old ones")
    onChange()
    return next
  }
}
