import Foundation
import SpendIngest

/// Ingest progress on one line of standard error, shown on terminals only.
final class ProgressBar: @unchecked Sendable {
  // Touched by its own thread and, after the flag is set, by the one that ends it; the lock orders them.
  private let lock = NSLock()
  private var isFinished = false
  private let meter: IngestMeter
  private let isShown: Bool

  init(_ meter: IngestMeter) {
    self.meter = meter
    isShown = isatty(STDERR_FILENO) == 1
    guard isShown else { return }
    let thread = Thread { [weak self] in
      let start = ContinuousClock.now
      while let self, self.draw(since: start) { usleep(100_000) }
    }
    thread.start()
  }

  private func draw(since start: ContinuousClock.Instant) -> Bool {
    lock.lock()
    defer { lock.unlock() }
    guard !isFinished else { return false }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    Reporter.write("\r\u{1B}[K" + Self.line(meter.current, seconds: seconds))
    return true
  }

  static func line(_ counts: IngestCounts, seconds: Double) -> String {
    let share = counts.bytes > 0 ? min(1, Double(counts.bytesDone) / Double(counts.bytes)) : 0
    let filled = Int(share * 24)
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 24 - filled)
    let speed = seconds > 0.2 ? Double(counts.bytesDone) / seconds : 0
    let left = speed > 0 ? Double(counts.bytes - counts.bytesDone) / speed : 0
    return String(
      format: "%@ %3.0f%%  %.0f of %.0f MB  %.0f MB/s  %@ events  %@", bar, share * 100,
      Double(counts.bytesDone) / 1e6, Double(counts.bytes) / 1e6, speed / 1e6, "\(counts.events)",
      counts.phase == .following ? "following" : String(format: "%.0f s left", left))
  }

  func finish() {
    lock.lock()
    defer { lock.unlock() }
    guard isShown, !isFinished else { return }
    isFinished = true
    Reporter.write("\r\u{1B}[K")
  }
}
