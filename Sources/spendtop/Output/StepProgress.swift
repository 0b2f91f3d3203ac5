import Foundation
import SpendCore
import SpendFormatting
import SpendIngest
import SpendPricing
import SpendReports

/// Progress of a long operation on one line of standard error, shown on terminals only.
final class StepProgress {
  private let verb: String
  private let isShown = isatty(STDERR_FILENO) == 1
  private let start = ContinuousClock.now

  init(_ verb: String) {
    self.verb = verb
  }

  func show(_ done: Int64, of total: Int64) {
    guard isShown, total > 0 else { return }
    let share = min(1, Double(done) / Double(total))
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let left = share > 0 ? seconds / share - seconds : 0
    Reporter.write(
      "\r\u{1B}[K"
        + String(format: "%@ %lld of %lld  %.0f%%  %.0f s left", verb, done, total, share * 100, left))
  }

  func finish() {
    if isShown { Reporter.write("\r\u{1B}[K") }
  }
}
