#if DEBUG
  import Foundation
#endif

/// Steps of a commit, and of a rebuild, at which a test kills the process.
/// Present in debug builds only; without effect in a release build.
public enum CrashPoint: String, CaseIterable, Sendable {
  case schemaMade = "schema"
  case rowsInserted = "rows"
  case sumsAdded = "sums"
  case identitiesAppended = "identities"
  case checkpointsMoved = "checkpoints"
  case committed = "commit"
  case eventsExpired = "expire"
  /// The new database is made and still beside the old one.
  case rebuilt = "rebuilt"
  /// The old database has a second name.
  case secondNamed = "named"
  /// The log of the old database is gone from its place.
  case logRemoved = "unlogged"
  /// The new database has its place.
  case swapped = "swapped"

  /// Kills the process here when `SPENDTOP_CRASH_AT` names this step, as `rows` or, for the third
  /// time it is reached, `rows:3`.
  @inline(__always)
  public func hit() {
    #if DEBUG
      guard let wanted = Self.wanted, wanted.step == self else { return }
      Self.reached += 1
      if Self.reached == wanted.time { kill(getpid(), SIGKILL) }
    #endif
  }

  #if DEBUG
    // Touched by the thread that writes, and only under test.
    nonisolated(unsafe) private static var reached = 0

    private static let wanted: (step: CrashPoint, time: Int)? = {
      let parts = (ProcessInfo.processInfo.environment["SPENDTOP_CRASH_AT"] ?? "").split(separator: ":")
      guard let step = parts.first.flatMap({ CrashPoint(rawValue: String($0)) }) else { return nil }
      return (step, parts.count > 1 ? Int(parts[1]) ?? 1 : 1)
    }()
  #endif
}
