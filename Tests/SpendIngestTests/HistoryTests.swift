import Foundation
import SpendCore
import SpendStore
import SpendTestSupport
import Testing

/// Random histories of logs against a model that only counts. A history is a seed: one that fails is
/// printed, can be run alone with `SPENDTOP_HISTORY=<seed>`, and becomes a test of its own.
///
/// `SPENDTOP_HISTORIES=10000` is the long form.
@Suite struct HistoryTests {
  private static func setting(_ name: String) -> Int? {
    ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
  }

  @Test("whatever happens to logs, every line counts once")
  func histories() throws {
    let seeds =
      Self.setting("SPENDTOP_HISTORY").map { [$0] } ?? Array(1...(Self.setting("SPENDTOP_HISTORIES") ?? 40))
    for seed in seeds {
      var history = try History(seed: UInt64(seed))
      for _ in 0..<50 { try history.step() }
      try history.end()
      let total = try history.shop.total
      #expect(
        total.requests == history.requests && total.input == history.prompt,
        "SPENDTOP_HISTORY=\(seed): \(total.requests) of \(history.requests) requests, \(total.input) of \(history.prompt) tokens; \(history.steps.joined(separator: ", "))"
      )
      #expect(try history.shop.store().differences().isEmpty, "SPENDTOP_HISTORY=\(seed)")
    }
  }
}

/// A folder of logs, what is done to it, and what must be counted.
private struct History {
  let shop: Workshop
  private var random: SeededGenerator
  private var number = 0
  /// Logs that are written to, and the beginning of a line that waits for its end in each.
  private var live: [String: String] = [:]
  /// Plain files that nobody writes to any more.
  private var archives: [String] = []
  private var names = 0
  private(set) var requests: Int64 = 0
  private(set) var prompt: Int64 = 0
  private(set) var steps: [String] = []

  init(seed: UInt64) throws {
    shop = try Workshop()
    random = SeededGenerator(seed: seed)
    try begin()
  }

  private mutating func pick(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }

  private mutating func newName(_ kind: String) -> String {
    names += 1
    return "\(kind)\(names).jsonl"
  }

  private mutating func begin() throws {
    let name = newName("live")
    try shop.write(name, "")
    live[name] = ""
    steps.append("new \(name)")
  }

  /// A line of its own; without an id it comes twice, and both count.
  private mutating func line() -> String {
    number += 1
    let tokens = Int64(number % 700)
    let hasID = pick(4) > 0
    let id = hasID ? ",\"request_id\":\"history-\(number)-abcdef\"" : ""
    let line =
      "{\"ts\":\(1_780_000_000 + number * 900),\"model\":\"gpt-4o\",\"prompt_tokens\":\(tokens),\"completion_tokens\":1\(id)}\n"
    requests += hasID ? 1 : 2
    prompt += hasID ? tokens : 2 * tokens
    return hasID ? line : line + line
  }

  private mutating func someLive() -> String {
    live.keys.sorted()[pick(live.count)]
  }

  /// Ends the line that waits, so that what is done to the file next finds whole lines.
  private mutating func complete(_ name: String) throws {
    guard let rest = live[name], !rest.isEmpty else { return }
    try shop.append(name, rest)
    live[name] = ""
  }

  /// Ends every line and reads everything, twice.
  mutating func end() throws {
    for name in live.keys.sorted() { try complete(name) }
    try shop.ingest()
    try shop.ingest()
  }

  mutating func step() throws {
    let name = someLive()
    switch pick(15) {
    case 0, 1, 2, 3:
      try complete(name)
      var text = ""
      for _ in 0...pick(30) { text += line() }
      try shop.append(name, text)
      steps.append("append \(name)")
    case 4:
      try complete(name)
      let text = Array(line().utf8)
      let cut = pick(text.count)
      try shop.append(name, String(decoding: text[..<cut], as: UTF8.self))
      live[name] = String(decoding: text[cut...], as: UTF8.self)
      steps.append("half a line \(name)")
    case 5, 6, 7:
      try shop.ingest()
      steps.append("ingest")
    case 8:
      try complete(name)
      let archive = newName("old")
      try shop.move(name, to: archive)
      archives.append(archive)
      live[name] = nil
      steps.append("rename \(name) \(archive)")
      // The name comes back, as after a rotation.
      try shop.write(name, "")
      live[name] = ""
    case 9:
      try complete(name)
      let copy = newName("copy")
      try shop.copy(name, to: copy)
      try shop.truncate(name)
      archives.append(copy)
      steps.append("copy and empty \(name) \(copy)")
    case 10:
      // What is lost with the bytes cannot be counted: everything is read first.
      try complete(name)
      try shop.ingest()
      try shop.truncate(name)
      steps.append("empty \(name)")
    case 11 where !archives.isEmpty:
      let archive = archives.remove(at: pick(archives.count))
      try shop.run("/bin/gzip", "-f", shop.path(archive))
      steps.append("gzip \(archive)")
    case 12 where !archives.isEmpty:
      let archive = archives[pick(archives.count)]
      let copy = newName("backup")
      if pick(2) == 0 {
        try shop.copy(archive, to: copy)
      } else {
        try FileManager.default.linkItem(atPath: shop.path(archive), toPath: shop.path(copy))
      }
      archives.append(copy)
      steps.append("copy \(archive) \(copy)")
    case 13 where !archives.isEmpty:
      try shop.ingest()
      let archive = archives.remove(at: pick(archives.count))
      try shop.remove(archive)
      steps.append("remove \(archive)")
    default:
      if live.count < 4 { try begin() }
    }
  }
}
