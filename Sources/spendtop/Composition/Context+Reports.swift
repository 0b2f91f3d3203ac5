import Foundation
import SpendCore
import SpendDelivery
import SpendIngest
import SpendReports
import SpendSettings
import SpendStore
import SpendVersion

extension Context {
  /// Values for reports, as of now.
  var reports: ReportContext {
    var reports = ReportContext(zone: zone, now: now)
    reports.plans = settings.plans
    reports.hardware = settings.gpus
    reports.currency = settings.currency
    return reports
  }

  /// Values for the metrics page.
  var metrics: MetricsSetup {
    MetricsSetup(
      zone: zone, billingDay: settings.billingDay, budgets: settings.budgets, limits: settings.limits,
      version: ProgramVersion.number
    ) { now in
      guard FileManager.default.fileExists(atPath: companions.state),
        let book = try? AlertStateStore(companions)
      else { return nil }
      return (try book.snapshot(settings, at: now), try book.ledger.counts())
    }
  }
}

extension UnpricedNames {
  init(_ store: any ReportSource, _ context: Context) throws {
    let inspector = context.logInspector
    let catalog = try context.catalog
    self = try context.reading {
      try UnpricedNames(store, catalog, currency: context.settings.currency) {
        inspector.contradiction(path: $0, offset: $1)
      }
    }
  }
}
