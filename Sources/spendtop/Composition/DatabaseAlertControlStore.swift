import Foundation
import SpendAlerts
import SpendCore
import SpendDashboard
import SpendDelivery
import SpendStore

/// Acknowledgements and silences made on the dashboard, kept in the database of alerts: the collector reads
/// them in its next round, and every other screen shows them.
final class DatabaseAlertControlStore: AlertControlStore {
  private let context: Context
  private var book: AlertStateStore?

  init(_ context: Context) { self.context = context }

  /// The book, made only when something is to be written into it.
  private func book(making: Bool) throws -> AlertStateStore? {
    let isThere = FileManager.default.fileExists(
      atPath: context.companions.state)
    if book == nil, making || isThere {
      do {
        book = try AlertStateStore(context.companions)
      } catch let failure as CommandError {
        throw failure.message
      }
    }
    return book
  }

  /// The alerts for reading; a user with read access only sees firing alerts without acknowledgements and
  /// silences.
  private var readable: AlertStateStore? { try? book(making: false) }

  func engine() throws -> AlertEngine? {
    guard let book = readable, try book.ledger.engineState() != nil else { return nil }
    return try book.engine()
  }

  func controls() throws -> AlertControls { try readable?.controls() ?? AlertControls() }

  func acknowledge(_ alert: AlertView, at now: Instant) throws {
    guard let book = try book(making: true) else { return }
    try book.change(at: now) { $0.acknowledge(alert, by: ControlOptions.user, at: now) }
    if alert.acknowledgement == nil { try book.notifyPagerDuty(of: alert, context.settings, at: now) }
  }

  func silence(_ alert: AlertView, at now: Instant) throws {
    try book(making: true)?.change(at: now) {
      $0.silence(alert, id: AlertsSilence.newID(), by: ControlOptions.user, at: now)
    }
  }
}
