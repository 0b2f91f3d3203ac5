import SpendCore

/// The sums of one model at the end of a run of Copilot CLI.
struct CopilotSums: Codable {
  /// Requests, input with what was cached and written, cache reads, cache writes, output, reasoning.
  var all: [Int64]

  init(_ json: JSONIndex, _ metrics: JSONIndex.Node) throws(LineRejection) {
    let usage = json[metrics, "usage"]
    all = [
      try json.total(json[metrics, "requests", "count"]) ?? 0,
      try json.total(json[usage, "inputTokens"]) ?? 0,
      try json.total(json[usage, "cacheReadTokens"]) ?? 0,
      try json.total(json[usage, "cacheWriteTokens"]) ?? 0,
      try json.total(json[usage, "outputTokens"]) ?? 0,
      try json.total(json[usage, "reasoningTokens"]) ?? 0,
    ]
  }

  init(_ all: [Int64]) {
    self.all = all
  }

  var isZero: Bool { all.dropFirst().allSatisfy { $0 == 0 } }

  /// Returns the increase since an earlier end, when all counts that were ever above 0 grew and none fell;
  /// the whole sums otherwise. Equal sums do not count as an increase.
  func since(_ earlier: CopilotSums) -> CopilotSums {
    guard earlier.all.count == all.count else { return self }
    let pairs = zip(all, earlier.all)
    if pairs.allSatisfy({ $0 == $1 }) { return CopilotSums(all.map { _ in 0 }) }
    let grew =
      pairs.allSatisfy { $0 >= $1 } && all[1] > earlier.all[1] && (all[0] == 0 || all[0] > earlier.all[0])
    return grew ? CopilotSums(pairs.map { $0 - $1 }) : self
  }

  /// The sums as those of one request. Throws when they are too large for it.
  var tokens: TokenCounts {
    get throws(LineRejection) {
      guard all.allSatisfy({ $0 <= Int64(TokenCounts.largest) }) else { throw .impossibleCount }
      let part = all.map { Int32($0) }
      return TokenCounts(
        input: Usage.exclusive(prompt: part[1], cached: part[2], written: part[3]), cacheRead: part[2],
        cacheWrite5m: part[3], output: part[4], reasoning: part[5])
    }
  }
}

/// The state of a session of Copilot CLI.
struct CopilotSession: Codable {
  var id = ""
  var model: String?
  var project: String?
  /// Runs that have ended.
  private var runs = 0
  /// The output of this run by model.
  private var outputs: [String: Int64] = [:]
  /// Names that the messages of a run have for its models, by the model.
  private var names: [String: String] = [:]
  /// The sums at the last end by model.
  private var sums: [String: CopilotSums] = [:]
  /// The start of the program, as it states it.
  private var start: String?
  /// The time of the first message of this run.
  private(set) var began: Int64?

  init(id: String = "") {
    self.id = id
  }

  /// The identity of the use of a model in this run.
  func key(of model: String) -> String { "copilot:\(id)#\(runs)#\(names[model] ?? model)" }

  /// Adds the output of a message, and returns that of the run.
  mutating func add(output: Int64, of model: String, at time: Instant?) -> Int64 {
    began = began ?? time?.microseconds
    outputs[model, default: 0] += output
    return outputs[model] ?? output
  }

  /// Lets the models at the end of a run take the place of names that are none of them, such as that of
  /// an automatic choice.
  mutating func adopt(_ models: [String]) {
    var free = models.filter { outputs[$0] == nil }
    for name in outputs.keys.sorted() where !models.contains(name) && !free.isEmpty {
      names[free.removeFirst()] = name
    }
  }

  /// Notes the start of the program. Another one means that its sums began anew.
  mutating func note(start: String) {
    guard !start.isEmpty else { return }
    if let known = self.start, known != start { sums.removeAll() }
    self.start = start
  }

  /// The use of a model in a run.
  mutating func use(_ total: CopilotSums, of model: String) -> CopilotSums {
    let used = sums[model].map { total.since($0) } ?? total
    sums[model] = total
    return used
  }

  mutating func beginRun(resetting: Bool) {
    runs += 1
    began = nil
    outputs.removeAll()
    names.removeAll()
    if resetting { sums.removeAll() }
  }
}

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
