import Foundation
import SpendAnalytics
import SpendCore
import SpendReports
import SpendDashboard
import SpendDelivery
import SpendFormatting
import SpendIngest
import SpendPricing
import SpendScreen
import SpendStore
import Synchronization

/// Turns counts into a rate.
final class RateMeter: Sendable {
  private let start = ContinuousClock.now

  func progress(_ counts: IngestCounts, isReading: Bool) -> IngestProgress {
    var progress = IngestProgress()
    switch counts.phase {
    case _ where !isReading: progress.phase = .off
    case .looking, .reading: progress.phase = .reading
    case .following, .done: progress.phase = .live
    case .stalled: progress.phase = .stalled
    }
    // A few appended lines do not count as reading history.
    if progress.phase == .reading, counts.bytes == 0 || counts.bytes - counts.bytesDone < 1 << 20 {
      progress.phase = .live
    }
    progress.files = counts.files
    progress.filesDone = counts.filesDone
    progress.bytes = counts.bytes
    progress.bytesDone = counts.bytesDone
    progress.events = counts.events
    progress.rejected = counts.rejected
    let milliseconds = max(1, (ContinuousClock.now - start) / .milliseconds(1))
    progress.bytesPerSecond = Int64(Double(counts.bytesDone) / milliseconds * 1_000)
    return progress
  }
}
