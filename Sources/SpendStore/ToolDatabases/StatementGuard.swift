import Dispatch
import GRDB
import GRDBSQLite
import SpendCore

/// Ends statements on a foreign database that take too long, or whose reader has been stopped.
final class StatementGuard: @unchecked Sendable {
  private let seconds: Double
  private let isStopped: @Sendable () -> Bool
  /// Touched by the thread that runs the statements alone.
  private var deadline = DispatchTime.distantFuture
  private var wasLate = false

  /// Steps of SQLite's virtual machine between two checks of the clock.
  private static let steps: Int32 = 20_000

  init(seconds: Double, isStopped: @escaping @Sendable () -> Bool) {
    self.seconds = seconds
    self.isStopped = isStopped
  }

  /// Begins the time of a page.
  func begin() {
    deadline = .now() + seconds
    wasLate = false
  }

  /// Indicates whether half of the time of a page is over: what has been found is handed over then.
  var isHalfway: Bool { .now() > deadline - seconds / 2 }

  func watch(_ connection: OpaquePointer) {
    sqlite3_progress_handler(
      connection, Self.steps,
      { context in
        guard let context else { return 0 }
        return Unmanaged<StatementGuard>.fromOpaque(context).takeUnretainedValue().isToEnd ? 1 : 0
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  private var isToEnd: Bool {
    if isStopped() { return true }
    wasLate = DispatchTime.now() > deadline
    return wasLate
  }

  /// Turns SQLite's errors into ours.
  func translating<T>(_ body: () throws -> T) throws -> T {
    do {
      return try body()
    } catch let error as DatabaseError {
      if wasLate {
        throw ToolDatabaseError(message: "it took longer than \(Int(seconds)) s to find a page of rows")
      }
      throw ToolDatabaseError(message: error.message ?? "\(error.resultCode)")
    }
  }
}
