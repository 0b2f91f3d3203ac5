import Foundation
import SpendCore
import SpendDemo
import SpendLogFormats
import Testing

@Suite struct BenchCorpusTests {
  /// A folder of its own, removed when the test is over.
  private final class Folder {
    let path = NSTemporaryDirectory() + "spendtop-corpus-\(UUID().uuidString)"

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func files() throws -> [(name: String, bytes: Data)] {
      try FileManager.default.contentsOfDirectory(atPath: path).sorted().map {
        ($0, try Data(contentsOf: URL(fileURLWithPath: "\(path)/\($0)")))
      }
    }
  }

  @Test("the same seed gives the same bytes, another seed others")
  func determinism() throws {
    let folders = [Folder(), Folder(), Folder()]
    let totals = try zip(folders, [5, 5, 6] as [UInt64]).map {
      try BenchCorpus.write(directory: $0.path, lines: 900, files: 2, seed: $1)
    }
    #expect(totals[0] == totals[1] && totals[0] != totals[2])
    let bytes = try folders.map { try $0.files().map(\.bytes) }
    #expect(bytes[0] == bytes[1] && bytes[0] != bytes[2])
  }

  @Test(
    "the lines asked for are there, in the files asked for",
    arguments: [(0, 1), (1, 3), (10, 4), (2_500, 7), (5, 0)])
  func files(lines: Int, files: Int) throws {
    let folder = Folder()
    let totals = try BenchCorpus.write(directory: folder.path, lines: lines, files: files, seed: 1)
    let written = try folder.files()
    #expect(written.count == max(1, files))
    #expect(totals.lines == lines)
    #expect(totals.bytes == written.reduce(0) { $0 + Int64($1.bytes.count) })
    let counts = written.map { file in file.bytes.count { $0 == 0x0A } }
    #expect(counts.reduce(0, +) == lines)
    #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 1)
    #expect(totals.formats.values.reduce(0, +) == lines && totals.all.requests == lines)
  }

  @Test("what is read back adds up to the totals, line by line")
  func totals() throws {
    let folder = Folder()
    let totals = try BenchCorpus.write(directory: folder.path, lines: 4_000, files: 3, seed: 42)
    var read = BenchCorpus.Totals()
    read.bytes = totals.bytes
    read.firstSecond = .max
    read.lastSecond = .min
    var ids: Set<String> = []
    for (_, bytes) in try folder.files() {
      var earlier = Int64.min
      for line in bytes.split(separator: 0x0A) {
        let record = try #require(Record(line), "\(String(decoding: line, as: UTF8.self))")
        read.lines += 1
        read.formats[record.format, default: 0] += 1
        var model = read.models[record.model] ?? BenchCorpus.Totals.Model()
        model.requests += 1
        model.input += record.prompt - record.cacheRead - record.cacheWrite
        model.cacheRead += record.cacheRead
        model.cacheWrite += record.cacheWrite
        model.output += record.output
        model.reasoning += record.reasoning
        read.models[record.model] = model
        read.loggedNanodollars += record.cost
        read.firstSecond = min(read.firstSecond, record.second)
        read.lastSecond = max(read.lastSecond, record.second)
        ids.insert(record.id)
        #expect(record.second >= earlier)
        earlier = record.second
      }
    }
    #expect(read == totals)
    #expect(ids.count == totals.lines)
  }

  @Test("the mixture is that of the plan, the lines of middling length")
  func mixture() throws {
    let folder = Folder()
    let totals = try BenchCorpus.write(directory: folder.path, lines: 10_000, files: 1, seed: 9)
    func share(_ formats: String...) -> Int { formats.reduce(0) { $0 + (totals.formats[$1] ?? 0) } }
    #expect((3_350...3_650).contains(share("openai-chat", "openai-chat-bare", "openai-responses")))
    #expect((3_350...3_650).contains(share("anthropic-messages", "claude-code")))
    #expect((1_880...2_120).contains(share("litellm")))
    #expect((900...1_100).contains(share("generic-jsonl")))
    #expect((1_050...1_200).contains(totals.bytes / 10_000), "\(totals.bytes / 10_000) bytes a line")
    #expect(totals.models.count >= 10)
  }

  @Test("wrapped lines hold the lines of the plain corpus", arguments: BenchCorpus.Wrapping.allCases)
  func wrapped(wrapping: BenchCorpus.Wrapping) throws {
    func events(_ wrapping: BenchCorpus.Wrapping) throws -> [String] {
      let folder = Folder()
      let totals = try BenchCorpus.write(
        directory: folder.path, lines: 300, files: 1, seed: 3, wrapping: wrapping)
      #expect(totals.lines == 300)
      var events: [String] = []
      let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.path + "/part-0.jsonl"))
      SampleLines([UInt8](bytes)).decode(LogDecoder()) { draft in
        events.append("\(draft.requestID.string) \(draft.model.string) \(draft.tokens)")
      }
      return events
    }
    #expect(try events(wrapping) == events(.none))
  }

  @Test("a place that cannot be written to is said")
  func unwritable() throws {
    let folder = Folder()
    try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
    let file = folder.path + "/file"
    try Data().write(to: URL(fileURLWithPath: file))
    #expect(throws: (any Error).self) {
      try BenchCorpus.write(directory: file + "/below", lines: 1, files: 1, seed: 1)
    }
  }
}

/// A line as a plain reader would see it.
private struct Record {
  var format = ""
  var id = ""
  var model = ""
  var second: Int64 = 0
  var prompt: Int64 = 0
  var cacheRead: Int64 = 0
  var cacheWrite: Int64 = 0
  var output: Int64 = 0
  var reasoning: Int64 = 0
  /// Nanodollars.
  var cost: Int64 = 0

  init?(_ line: Data) {
    guard let root = try? JSONSerialization.jsonObject(with: line) as? [String: Any] else { return nil }
    let answer = root["response"] as? [String: Any] ?? [:]
    if root["call_type"] != nil {
      format = "litellm"
      readInclusive(root, details: (root["metadata"] as? [String: Any])?["usage_object"] as? [String: Any])
      second = Int64((root["startTime"] as? Double ?? 0) + 0.000_5)
      let text = String(decoding: line, as: UTF8.self).firstMatch(of: /"response_cost":([0-9.]+)/)?.output.1
      cost = text.flatMap { Money(decimal: $0) }?.nanodollars ?? 0
      take(root, id: "id")
    } else if let message = root["message"] as? [String: Any] {
      format = "claude-code"
      readExclusive(message["usage"])
      take(message, id: "id")
      readTime(root["timestamp"])
    } else if answer["type"] as? String == "message" {
      format = "anthropic-messages"
      readExclusive(answer["usage"])
      take(answer, id: "id")
      readTime(root["timestamp"])
    } else if answer["object"] as? String == "response" {
      format = "openai-responses"
      readInclusive(answer["usage"] as? [String: Any] ?? [:], details: answer["usage"] as? [String: Any])
      take(answer, id: "id")
      readTime(root["timestamp"])
    } else if root["ts"] != nil {
      format = "generic-jsonl"
      readInclusive(root, details: nil)
      cacheRead = number(root["cached_tokens"])
      cacheWrite = number(root["cache_write_tokens"])
      reasoning = number(root["reasoning_tokens"])
      take(root, id: "request_id")
      readTime(root["ts"])
    } else {
      let body = root["object"] == nil ? answer : root
      format = root["object"] == nil ? "openai-chat" : "openai-chat-bare"
      readInclusive(body["usage"] as? [String: Any] ?? [:], details: body["usage"] as? [String: Any])
      take(body, id: "id")
      second = number(body["created"])
    }
    if model.isEmpty || id.isEmpty || second == 0 || output == 0 { return nil }
  }

  private func number(_ value: Any?) -> Int64 { value as? Int64 ?? 0 }

  private mutating func take(_ object: [String: Any], id name: String) {
    model = object["model"] as? String ?? ""
    id = String((object[name] as? String ?? "").suffix(16))
  }

  private mutating func readTime(_ value: Any?) {
    let formatter = ISO8601DateFormatter()
    formatter.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
    let seconds = formatter.date(from: value as? String ?? "")?.timeIntervalSince1970 ?? 0
    second = Int64(seconds + 0.000_5)
  }

  private mutating func readExclusive(_ value: Any?) {
    let usage = value as? [String: Any] ?? [:]
    cacheRead = number(usage["cache_read_input_tokens"])
    cacheWrite = number(usage["cache_creation_input_tokens"])
    prompt = number(usage["input_tokens"]) + cacheRead + cacheWrite
    output = number(usage["output_tokens"])
    reasoning = number((usage["output_tokens_details"] as? [String: Any])?["thinking_tokens"])
  }

  private mutating func readInclusive(_ counts: [String: Any], details: [String: Any]?) {
    prompt = number(counts["prompt_tokens"] ?? counts["input_tokens"])
    output = number(counts["completion_tokens"] ?? counts["output_tokens"])
    let input = (details?["prompt_tokens_details"] ?? details?["input_tokens_details"]) as? [String: Any]
    cacheRead = number(input?["cached_tokens"])
    cacheWrite = number(input?["cache_write_tokens"] ?? input?["cache_creation_tokens"])
    let generated =
      (details?["completion_tokens_details"] ?? details?["output_tokens_details"]) as? [String: Any]
    reasoning = number(generated?["reasoning_tokens"])
  }
}
