/// Outcome of a request.
public enum Outcome: UInt8, Sendable, Hashable, CaseIterable {
  case ok
  case error
}
