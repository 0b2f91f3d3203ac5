import SpendCore

/// A request of a session of Codex.
struct CodexCall: Codable {
  var key: String
  var response = ""
  var model = ""
  /// Microseconds since 1970.
  var time: Int64?
  var counters: [Int64]

  init(key: String, time: Int64?, counters: [Int64]) {
    self.key = key
    self.time = time
    self.counters = counters
  }
}
