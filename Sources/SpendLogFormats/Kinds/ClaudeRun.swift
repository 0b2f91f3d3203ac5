import SpendCore

/// The state of the output of `claude -p`: the use of its messages since the last result.
struct ClaudeRun: Codable {
  var session = ""
  var model: String?
  var project: String?
  /// Messages that may be written again with more output.
  private var messages: [Message] = []
  /// Messages before those, by model.
  private var older: [String: ClaudeCounts] = [:]
  /// The sums of the last result, which a later one of the same program goes on from.
  private var sums: [String: ClaudeCounts] = [:]

  private struct Message: Codable {
    var id: String
    var model: String
    var counts: ClaudeCounts
  }

  private static let remembered = 64

  init(session: String = "") {
    self.session = session
  }

  /// Notes a message, or what came to one.
  mutating func note(_ draft: EventDraft) {
    let id = draft.identityKey.string
    let message = Message(id: id, model: Providers.bare(draft.model).string, counts: ClaudeCounts(draft))
    if !id.isEmpty, let known = messages.firstIndex(where: { $0.id == id }) {
      if message.counts.all[3] >= messages[known].counts.all[3] { messages[known] = message }
      return
    }
    messages.append(message)
    if messages.count > Self.remembered { fold(messages.removeFirst()) }
  }

  private mutating func fold(_ message: Message) {
    older[message.model] = (older[message.model] ?? ClaudeCounts()) + message.counts
  }

  /// The sums of the messages since the last result, by model.
  private mutating func takeMessages() -> [String: ClaudeCounts] {
    for message in messages { fold(message) }
    messages.removeAll()
    defer { older.removeAll() }
    return older
  }

  /// The rest of a result of several models that is in no message, under the names of the messages.
  mutating func rest(of stated: [(model: String, counts: ClaudeCounts)]) -> [(
    model: String, counts: ClaudeCounts
  )] {
    var told = takeMessages()
    var used = stated
    for place in used.indices {
      let (model, sum) = stated[place]
      // The sums of one program only grow.
      if let before = sums[model], sum.covers(before) { used[place].counts = sum - before }
      sums[model] = sum
    }
    var rest = used
    var open = Set(rest.indices)
    func settle(_ name: String, _ place: Int) {
      rest[place] = (name, used[place].counts - (told.removeValue(forKey: name) ?? ClaudeCounts()))
      open.remove(place)
    }
    for place in used.indices where told[used[place].model] != nil { settle(used[place].model, place) }
    // Bedrock and Vertex have names of their own for the models of the messages.
    for name in told.keys.sorted() {
      let own = Self.core(of: name)
      if let place = open.sorted().first(where: { Self.core(of: used[$0].model) == own }) {
        settle(name, place)
      }
    }
    for name in told.keys.sorted() {
      guard let counts = told[name] else { continue }
      if let place = open.sorted().first(where: { used[$0].counts.covers(counts) }) { settle(name, place) }
    }
    return rest.filter { !$0.counts.isZero }
  }

  /// The rest of a result that names no models.
  mutating func rest(of stated: ClaudeCounts) -> (model: String, counts: ClaudeCounts) {
    let told = takeMessages()
    let sum = told.values.reduce(ClaudeCounts(), +)
    let main = told.max { ($0.value.all[3], $0.key) < ($1.value.all[3], $1.key) }?.key
    return (main ?? model ?? "", stated - sum)
  }

  /// A model's name without the region and the maker before it and the date and version behind it.
  private static func core(of name: String) -> String {
    var parts = (name.split(separator: ".").last.map(String.init) ?? name)
      .split { $0 == "-" || $0 == "@" || $0 == ":" }
    while let last = parts.last,
      last.count == 8 && last.allSatisfy(\.isNumber) || last == "0" || last.hasPrefix("v")
    {
      parts.removeLast()
    }
    return parts.joined(separator: "-")
  }
}
