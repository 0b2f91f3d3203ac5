import Dispatch
import Foundation
import SpendCore
import SpendIngest
import Synchronization

/// Calls a closure with each of some signals that arrives, on a thread of its own, where anything may be
/// done.
final class SignalWatch {
  private let sources: [any DispatchSourceSignal]

  init(_ signals: [Int32], _ action: @escaping @Sendable (Int32) -> Void) {
    let queue = DispatchQueue(label: "signals")
    sources = signals.map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler { action(number) }
      source.resume()
      return source
    }
  }

  func cancel() {
    for source in sources { source.cancel() }
  }
}
