#if DEBUG
  import Foundation
#endif

/// A rule of counting exactly once that is broken on purpose: `SPENDTOP_BREAK` names it, or several
/// with commas.
public enum FaultInjection: String, CaseIterable, Sendable {
  /// The checkpoint is written in a transaction of its own.
  case checkpointApart = "checkpoint"
  /// A stream is recognised by its beginning alone.
  case noTail = "tail"
  /// Skips the search for stored identities.
  case noIdentity = "identity"

  @inline(__always)
  public var isBroken: Bool {
    #if DEBUG
      Self.broken.contains(self)
    #else
      false
    #endif
  }

  #if DEBUG
    private static let broken = Set(
      (ProcessInfo.processInfo.environment["SPENDTOP_BREAK"] ?? "").split(separator: ",")
        .compactMap { FaultInjection(rawValue: String($0)) })
  #endif
}
