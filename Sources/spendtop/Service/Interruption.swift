import Dispatch
import Foundation
import SpendCore
import SpendIngest
import Synchronization

/// Lets a signal stop a reading in good order, and remembers which it was.
final class Interruption: Sendable {
  let stop = StopSignal()
  private let number = Atomic<Int32>(0)

  /// Heard as long as the result is not cancelled.
  func watch() -> SignalWatch {
    SignalWatch([SIGINT, SIGTERM, SIGHUP]) { [self] signal in
      number.store(signal, ordering: .releasing)
      stop.stop()
    }
  }

  /// Exit status after a signal, as shells compute it: 128 plus the signal number. Nil without a signal.
  var status: ExitStatus? {
    let number = number.load(ordering: .acquiring)
    return number == 0 ? nil : ExitStatus(rawValue: 128 + number)
  }

  /// Name of the signal.
  var name: String {
    switch status {
    case .hungUp: "SIGHUP"
    case .interrupted: "SIGINT"
    default: "SIGTERM"
    }
  }
}
