import Foundation
import SpendCore
import SpendDelivery
import SpendIngest
import SpendReports
import SpendStore

/// Signals that ask the collector for something.
final class SignalQueue: @unchecked Sendable {
  private let lock = NSLock()
  private var stop: StopSignal?
  private var isEnding = false
  private var isReloading = false
  private var watches: [SignalWatch] = []

  /// - Parameter reloads: SIGHUP asks for a reload; from a terminal it means that the terminal is gone.
  init(reloads: Bool) {
    watches = [
      SignalWatch(reloads ? [SIGINT, SIGTERM] : [SIGINT, SIGTERM, SIGHUP]) { [weak self] _ in
        self?.note(end: true)
      }
    ]
    if reloads { watches.append(SignalWatch([SIGHUP]) { [weak self] _ in self?.note(end: false) }) }
  }

  func cancel() { for watch in watches { watch.cancel() } }

  /// Restarts the run as SIGHUP does.
  func askForReload() { note(end: false) }

  private func note(end: Bool) {
    lock.withLock {
      if end { isEnding = true } else { isReloading = true }
      stop?.stop()
    }
  }

  /// Stops `stop` when a signal comes, or came since the last one.
  func attend(_ stop: StopSignal) {
    lock.withLock {
      self.stop = stop
      if isEnding || isReloading { stop.stop() }
    }
  }

  /// Returns true once after SIGHUP, which restarts the run instead of ending it.
  func takeReload() -> Bool {
    lock.withLock {
      defer { isReloading = false }
      return isReloading && !isEnding
    }
  }
}
