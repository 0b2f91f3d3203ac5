import SpendCore

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
