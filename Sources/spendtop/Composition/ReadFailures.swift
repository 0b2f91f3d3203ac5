import Foundation
import SpendAnalytics
import SpendCore
import SpendReports
import SpendDashboard
import SpendDelivery
import SpendIngest
import SpendPricing
import SpendScreen
import SpendSettings
import SpendStore
import Synchronization

/// Files that cannot be read, as the reading thread finds them.
final class ReadFailures: Sendable {
  private let found = Mutex<[IngestProgress.Failure]>([])

  private static let most = 50

  var all: [IngestProgress.Failure] { found.withLock { $0 } }

  func note(_ notice: SourceNotice) {
    guard notice.kind.isFailure else { return }
    let failure = IngestProgress.Failure(path: notice.path, reason: notice.detail)
    found.withLock { if $0.count < Self.most, !$0.contains(failure) { $0.append(failure) } }
  }
}
