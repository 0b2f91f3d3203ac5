public enum StreamState: String, Sendable, Hashable {
  case live
  case complete
  case missing
  case error
}
