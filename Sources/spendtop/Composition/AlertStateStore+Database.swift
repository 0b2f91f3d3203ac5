import SpendAlerts
import SpendCore
import SpendDelivery
import SpendSettings
import SpendStore

extension AlertStateStore {
  /// The book of a database. Throws `CommandError` when it cannot be written.
  init(_ companions: DatabaseCompanions) throws {
    companions.takeOver()
    let path = companions.state
    do {
      self.init(try SQLiteAlertLedger(path: path))
    } catch let error as StoreError {
      throw CommandError(
        message: UserMessage(
          "cannot keep alerts in \"\(path)\"", because: error.message(path: path).because,
          tryThis: Self.advice(error, path: path)), status: .unreadable)
    }
  }

  /// Advice for an unusable state database.
  static func advice(_ error: StoreError, path: String) -> String? {
    guard case .sqlite(let code, _) = error else { return error.message(path: path).tryThis }
    switch code & 0xFF {
    case _ where error.isDamage: return "move it away and start the collector again: alerts begin anew"
    // No right to it.
    case 3, 8, 14, 23: return "the user that the collector runs as"
    default: return error.message(path: path).tryThis
    }
  }

  func snapshot(_ settings: Settings, at now: Instant) throws -> AlertSnapshot {
    try snapshot(rules: settings.alertRules, budgets: settings.budgets, at: now)
  }

  func notifyPagerDuty(of alert: AlertView, _ settings: Settings, at now: Instant) throws {
    try notifyPagerDuty(of: alert, settings.receivers, rules: settings.alertRules, at: now)
  }
}
