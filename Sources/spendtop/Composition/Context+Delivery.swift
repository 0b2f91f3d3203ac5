import Foundation
import SpendAlerts
import SpendCore
import SpendDelivery
import SpendFormatting
import SpendIngest
import SpendScreen
import SpendSettings
import SpendStore

extension Context {
  /// Alert evaluation and delivery on this database, by this configuration.
  var delivery: DeliverySetup {
    let context = self
    var setup = DeliverySetup(
      zone: zone, openStore: { try context.store() },
      openLedger: { try AlertStateStore(context.companions).ledger })
    setup.billingDay = settings.billingDay
    setup.budgets = settings.budgets
    setup.rules = settings.alertRules
    setup.receivers = settings.receivers
    setup.digests = settings.digests
    setup.heartbeat = settings.heartbeat
    setup.currency = settings.currency.map { ShownCurrency($0) }
    setup.objection = { ConfigurationRights(path: context.configurationPath).objection }
    setup.hasLedger = { FileManager.default.fileExists(atPath: context.companions.state) }
    setup.ring = { Reporter.ring($0.map { .sequence($0) } ?? .bell) }
    setup.write = { Reporter.say($0, $1) }
    setup.describe = { Self.reason($0, databasePath: context.databasePath) }
    return setup
  }

  private static func reason(_ error: any Error, databasePath: String) -> String {
    if let error = error as? StoreError, let because = error.message(path: databasePath).because {
      return because
    }
    guard let message = (error as? CommandError)?.message ?? (error as? UserMessage) else {
      return "\(error)"
    }
    return [message.what, message.because, message.tryThis.map { "try: \($0)" }].compactMap(\.self)
      .joined(separator: "; ")
  }
}

extension AlertWorker {
  convenience init(_ context: Context, meter: IngestMeter) {
    self.init(context.delivery) {
      switch meter.current.phase {
      case .following, .done: true
      case .looking, .reading, .stalled: false
      }
    }
  }
}
