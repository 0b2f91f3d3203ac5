/// Fit of a field to a meaning, by its name and its values.
enum FieldScore {
  /// Returns the score of a field for a slot; 0 when the field does not fit.
  static func of(_ field: SurveyedField, for slot: Slot) -> Int {
    let words = Self.words(of: field.path)
    guard let last = words.last, holds(field, slot, words) else { return 0 }
    let name = field.path.split(separator: ".").last.map(String.init) ?? field.path
    let meaning = Array(name.utf8).withUnsafeBytes { AliasTable.meaning(of: $0) }
    var score = 0
    if meaning?.slot == slot {
      score = 1_000 - (meaning?.rank ?? 0) * 10
    } else if let meaning, meaning.slot != slot, meaning.rank < 3 {
      return 0
    } else {
      score = byWords(Set(words), last, field, slot)
    }
    return score > 0 ? max(1, score - field.depth) : 0
  }

  /// True when the values are possible for the meaning.
  private static func holds(_ field: SurveyedField, _ slot: Slot, _ words: [String]) -> Bool {
    switch slot {
    case .timestamp: field.times == field.values
    case .prompt, .input, .cacheRead, .cacheWrite, .cacheWrite1h, .output, .reasoning, .total, .cost:
      field.numbers == field.values
    case .latency, .firstToken: field.durations == field.values
    case .model: field.numbers < field.values
    case .requestID: field.isDistinct || field.values == 1
    default: true
    }
  }

  private static func byWords(
    _ words: Set<String>, _ last: String, _ field: SurveyedField, _ slot: Slot
  ) -> Int {
    func has(_ some: Set<String>) -> Bool { !words.isDisjoint(with: some) }
    let isCache = has(["cache", "cached"])
    let isThought = has(["reasoning", "thinking", "thought", "thoughts"])
    let isTime = has(["ms", "seconds", "secs", "sec", "time", "latency", "duration", "took", "elapsed"])
    let isMoney = has(["cost", "usd", "price", "spend", "charge", "dollars", "fee", "billed"])
    let isCount = !isTime && !isMoney
    switch slot {
    case .timestamp:
      return has(["at", "time", "ts", "timestamp", "date", "when", "stamp"])
        ? 500 : field.numbers == 0 ? 100 : 0
    case .model:
      if field.models == field.values { return 600 }
      return has(["model", "llm", "engine", "deployment"]) ? 400 : 0
    case .cacheRead: return isCache && isCount && !has(["write", "creation", "created"]) ? 500 : 0
    case .cacheWrite: return isCache && isCount && has(["write", "creation", "created"]) ? 500 : 0
    case .reasoning: return isThought && isCount ? 500 : 0
    case .prompt:
      guard isCount, !isCache, !isThought, !has(["id"]) else { return 0 }
      return has(["in", "input", "prompt", "sent", "context"]) ? weight(words) : 0
    case .output:
      guard isCount, !isCache, !isThought, !has(["id"]) else { return 0 }
      return has(["out", "output", "completion", "generated", "received", "answer", "gen"])
        ? weight(words) : 0
    case .total: return isCount && has(["total", "tokens"]) && !isCache ? 200 : 0
    case .cost: return isMoney && !has(["per", "rate"]) ? 500 : 0
    case .latency:
      return has(["latency", "took", "duration", "elapsed"]) ? 500 : has(["ms", "millis"]) ? 200 : 0
    case .firstToken: return has(["ttft"]) || words.isSuperset(of: ["first", "token"]) ? 500 : 0
    case .requestID: return last == "id" && !has(["user", "team", "session", "project", "parent"]) ? 200 : 0
    case .feature:
      return has(["feature", "purpose", "usecase", "route", "caller", "job", "module"]) ? 300 : 0
    default: return 0
    }
  }

  private static func weight(_ words: Set<String>) -> Int {
    words.isDisjoint(with: ["token", "tokens", "tok", "toks", "usage", "units", "count"]) ? 200 : 500
  }

  /// The unit that a name ends with; nil for milliseconds and for none.
  static func unit(of path: String) -> String? {
    switch words(of: path).last {
    case "s", "sec", "secs", "seconds": "s"
    case "us", "micros", "microseconds": "us"
    case "ns", "nanos", "nanoseconds": "ns"
    default: nil
    }
  }

  /// The words of a path: split at characters other than letters and digits, and between a small letter and
  /// a following capital.
  static func words(of path: String) -> [String] {
    var words: [String] = []
    var word = ""
    var wasSmall = false
    for character in path.unicodeScalars {
      let isWord = character.properties.isAlphabetic || ("0"..."9").contains(character)
      if !isWord || wasSmall && character.properties.isUppercase {
        if !word.isEmpty { words.append(word.lowercased()) }
        word = ""
      }
      if isWord { word.unicodeScalars.append(character) }
      wasSmall = character.properties.isLowercase
    }
    if !word.isEmpty { words.append(word.lowercased()) }
    return words
  }
}
