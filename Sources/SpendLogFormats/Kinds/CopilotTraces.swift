import SpendCore

/// The finest records that were seen of recent traces, so that coarser ones are not counted beside them.
struct CopilotTraces: Codable {
  private var levels: [String: UInt8] = [:]
  private var order: [String] = []
  private static let remembered = 256

  /// Returns whether a record counts beside those before it.
  func counts(_ level: UInt8, of trace: String, _ response: String) -> Bool {
    if level <= 2 {
      // The log of a request gives way to its span, by the response alone.
      return level == 1 || response.isEmpty || levels["r" + response] != 1
    }
    return (levels["t" + trace] ?? level) >= level
  }

  mutating func note(_ level: UInt8, of trace: String, _ response: String) {
    if !trace.isEmpty { note(level, "t" + trace) }
    if !response.isEmpty, level <= 2 { note(level, "r" + response) }
  }

  private mutating func note(_ level: UInt8, _ name: String) {
    if let known = levels[name] {
      levels[name] = min(known, level)
      return
    }
    levels[name] = level
    order.append(name)
    if order.count > Self.remembered { levels[order.removeFirst()] = nil }
  }
}
