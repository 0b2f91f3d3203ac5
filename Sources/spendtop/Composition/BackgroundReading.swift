import Foundation
import SpendAnalytics
import SpendCore
import SpendReports
import SpendCurses
import SpendDashboard
import SpendDelivery
import SpendFormatting
import SpendIngest
import SpendPricing
import SpendScreen
import SpendSettings
import Synchronization

/// Reading on a thread of its own.
final class BackgroundReading: @unchecked Sendable {
  // `failure` is written before the semaphore is signalled and read after it.
  private let body: Dashboard.Reading
  private let done = DispatchSemaphore(value: 0)
  private(set) var failure: (any Error)?

  init(_ body: @escaping Dashboard.Reading) {
    self.body = body
  }

  func start() {
    let thread = Thread { [self] in
      do { try body() } catch { failure = error }
      done.signal()
    }
    thread.name = "writer"
    thread.stackSize = 4 << 20
    thread.start()
  }

  func wait() {
    _ = done.wait(timeout: .now() + 5)
  }
}
