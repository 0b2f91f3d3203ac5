import SpendCore
import Synchronization

/// Files that wait for a parser, handed out in their order.
final class JobQueue: Sendable {
  private let jobs: [ReadJob]
  private let deadline: ContinuousClock.Instant?
  private let taken = Atomic(0)

  /// - Parameter deadline: No job is handed out after it; nil to hand out all of them.
  init(_ jobs: [ReadJob], until deadline: ContinuousClock.Instant?) {
    self.jobs = jobs
    self.deadline = deadline
  }

  func next() -> ReadJob? {
    if let deadline, .now >= deadline { return nil }
    let index = taken.wrappingAdd(1, ordering: .relaxed).oldValue
    return index < jobs.count ? jobs[index] : nil
  }
}
