import Foundation
import SpendTestSupport
import Testing

/// Logs that are written, cut, renamed, emptied and compressed at random, and what must be found in
/// them in the end. The same seed makes the same logs.
///
/// Lines with an id come once. Lines without one come twice, one behind the other: both count, and in a
/// copy of their file neither does.
struct LogChurn {
  let folder: String
  private var random: SeededGenerator
  private var number = 0
  private var generation = 0
  /// Requests that are written whole.
  private(set) var requests = 0
  private(set) var promptTokens = 0

  /// Whether all lines have an id.
  private let hasIDs: Bool

  init(folder: String, seed: UInt64, hasIDs: Bool = false) throws {
    self.folder = folder
    self.hasIDs = hasIDs
    random = SeededGenerator(seed: seed)
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  var live: String { folder + "/live.jsonl" }

  mutating func chance(_ part: Int, of whole: Int) -> Bool {
    Int.random(in: 0..<whole, using: &random) < part
  }

  /// Appends lines in two pieces, cut anywhere.
  mutating func write(_ lines: ClosedRange<Int>) throws {
    if !FileManager.default.fileExists(atPath: live) {
      _ = FileManager.default.createFile(atPath: live, contents: nil)
    }
    var text = ""
    for _ in 0..<Int.random(in: lines, using: &random) {
      number += 1
      let prompt = number % 100
      let common =
        "\"ts\":\(1_780_000_000 + number),\"model\":\"gpt-4o\",\"prompt_tokens\":\(prompt),\"completion_tokens\":1"
      let hasID = chance(3, of: 4) || hasIDs
      let line = hasID ? "{\(common),\"request_id\":\"churn-\(number)-abcdefgh\"}\n" : "{\(common)}\n"
      text += hasID ? line : line + line
      requests += hasID ? 1 : 2
      promptTokens += hasID ? prompt : 2 * prompt
    }
    let handle = try #require(FileHandle(forWritingAtPath: live))
    try handle.seekToEnd()
    let bytes = Data(text.utf8)
    let cut = Int.random(in: 0...bytes.count, using: &random)
    try handle.write(contentsOf: bytes.prefix(cut))
    try handle.write(contentsOf: bytes.dropFirst(cut))
    try handle.close()
  }

  /// Renames the live log; the next lines begin a new one. Every second archive is compressed.
  mutating func rename() throws {
    guard FileManager.default.fileExists(atPath: live) else { return }
    generation += 1
    let archive = "\(live).\(generation)"
    try FileManager.default.moveItem(atPath: live, toPath: archive)
    if generation.isMultiple(of: 2) { try compress(archive) }
  }

  /// Copies the live log and empties it in place.
  mutating func copyAndEmpty() throws {
    guard FileManager.default.fileExists(atPath: live) else { return }
    generation += 1
    try FileManager.default.copyItem(atPath: live, toPath: "\(live).\(generation)")
    let handle = try #require(FileHandle(forWritingAtPath: live))
    try handle.truncate(atOffset: 0)
    try handle.close()
  }

  /// Leaves a copy of the live log beside it.
  mutating func backUp() throws {
    guard FileManager.default.fileExists(atPath: live) else { return }
    generation += 1
    try FileManager.default.copyItem(atPath: live, toPath: "\(live).\(generation).bak")
  }

  /// Logs the requests of the live log once more into another file, each a second later, as a second program
  /// would. Only lines with an id are the same request then.
  mutating func logAgainLater() throws {
    generation += 1
    var later = ""
    for line in try String(contentsOfFile: live, encoding: .utf8).split(separator: "\n") {
      let end = try #require(line.firstIndex(of: ","))
      let start = try #require(line.firstIndex(of: ":"))
      let time = try #require(Int(line[line.index(after: start)..<end]))
      later += "{\"ts\":\(time + 1)\(line[end...])\n"
    }
    try later.write(toFile: "\(live).\(generation).again", atomically: false, encoding: .utf8)
  }

  private func compress(_ path: String) throws {
    let gzip = Process()
    gzip.executableURL = URL(fileURLWithPath: "/bin/gzip")
    gzip.arguments = [path]
    try gzip.run()
    gzip.waitUntilExit()
  }

  /// What of the truth does not hold in the database of a program; empty when all does.
  func differences(_ program: Program) throws -> [String] {
    let report = try program.run("report", "--since", "2020-01-01", "--format", "json").output
    let object = try JSONSerialization.jsonObject(with: Data(report.utf8)) as? [String: Any]
    let total = object?["total"] as? [String: Any]
    var found: [String] = []
    for (name, wanted) in [("requests", requests), ("input", promptTokens)]
    where total?[name] as? Int != wanted {
      found.append("\(name): \(total?[name] ?? "none"), written \(wanted)")
    }
    let verify = try program.run("verify")
    if verify.status != 0 { found.append(verify.output) }
    return found
  }
}
