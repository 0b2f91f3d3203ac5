import Foundation
import SpendCore
import SpendDelivery
import SpendReports

/// The context that metrics are made from; the thread of the server asks while a reload replaces it.
final class MetricsContext: @unchecked Sendable {
  private let lock = NSLock()
  private var context: Context
  private var isReplaced = false
  /// Used by the thread of the server alone.
  private var page: MetricsPage?

  init(_ context: Context) { self.context = context }

  func replace(_ context: Context) {
    lock.withLock {
      self.context = context
      isReplaced = true
    }
  }

  func text() throws -> String {
    let (context, isNew) = lock.withLock {
      defer { isReplaced = false }
      return (self.context, isReplaced)
    }
    if let known = page, isNew {
      page = MetricsPage(context.metrics, store: try context.store(), after: known)
    }
    let page = try page ?? MetricsPage(context.metrics, store: try context.store())
    self.page = page
    return try page.text(at: context.now)
  }
}
