import Foundation
import SpendCore
import SpendLogFormats
import Testing

/// Checks a corpus of logs with known answers, when one is named: a folder with a folder for each
/// format, its files, and tables `*-expected.tsv` of what each line must say. Blank cells say nothing.
@Suite struct CorpusTests {
  static let folder = ProcessInfo.processInfo.environment["SPENDTOP_FIXTURES"].map {
    URL(fileURLWithPath: $0)
  }
  static let formats = [
    "openai-chat", "openai-completions", "openai-responses", "openai-embeddings", "openai-images",
    "openai-audio",
    "anthropic-messages", "gemini", "gemini-interactions", "vertex-gemini", "litellm", "claude-code",
    "batch-openai", "batch-anthropic", "batch-gemini", "generic", "azure-openai-chat", "mistral", "groq",
    "together", "fireworks", "cerebras", "deepseek", "xai", "perplexity", "openrouter", "huggingface-router",
    "zai", "cohere", "ollama", "llamacpp", "sglang", "bedrock-converse", "bedrock-invocation-log", "helicone",
    "langfuse", "cloudflare-ai-gateway", "envoy-ai-gateway", "aider", "gemini-cli",
    "codex-cli", "opencode", "otel-genai", "openinference", "openllmetry",
    "portkey", "portkey-gateway-response", "pydantic-gateway-response", "vertex-request-log",
    "azure-openai-diagnostics", "amp", "qwen-code", "copilot-cli", "cursor", "pi-agent", "tgi", "nim-triton",
    "vllm", "voyage", "bedrock-invoke",
  ]

  @Test("the corpus is read as its tables say", .enabled(if: folder != nil), arguments: formats)
  func corpus(format: String) throws {
    let folder = try #require(Self.folder).appendingPathComponent(format)
    for table in ["gen-expected.tsv", "real-expected.tsv"] {
      guard let text = try? String(contentsOf: folder.appendingPathComponent(table), encoding: .utf8) else {
        continue
      }
      let lines = text.split(separator: "\n", omittingEmptySubsequences: true).map {
        $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      }
      let header = try #require(lines.first)
      var cases: [String: [[String: String]]] = [:]
      for cells in lines.dropFirst() {
        let row = Dictionary(zip(header, cells), uniquingKeysWith: { $1 })
        cases[row["file"] ?? "", default: []].append(row)
      }
      for (file, rows) in cases.sorted(by: { $0.key < $1.key }) {
        try check(folder.appendingPathComponent(file), rows, "\(format)/\(file)")
      }
    }
  }

  private func check(_ file: URL, _ rows: [[String: String]], _ name: String) throws {
    guard FileManager.default.fileExists(atPath: file.path), !file.hasDirectoryPath else { return }
    let reader = Reader([UInt8](try Data(contentsOf: file)))
    let events = reader.settled
    for row in rows {
      // In files that are one document rows count the events: #0, #1, …
      let place = row["line"] ?? ""
      let ordinal = place.hasPrefix("#") ? Int(place.dropFirst()) : nil
      if let ordinal, ordinal >= events.count { Issue.record("\(name): no event \(place)") }
      let inDocument = ordinal.flatMap { events.indices.contains($0) ? events[$0] : nil }
      guard let line = inDocument?.line ?? Int(place), line > 0 else { continue }
      let candidates = inDocument.map { [$0] } ?? events.filter { $0.line == line }
      let event =
        candidates.count > 1
        ? candidates.first { $0.requestID == row["request_id"] }
          ?? candidates.first { $0.model == row["model"] } ?? candidates[0] : candidates.first
      // Which of two equal records settled a request is the same to everyone.
      guard
        let event = event
          ?? events.first(where: { !$0.identity.isEmpty && $0.requestID == row["request_id"] })
      else {
        Issue.record("\(name):\(line): no event")
        continue
      }
      for (column, expected) in row where !expected.isEmpty {
        let found = value(of: event, column)
        // Some tables make ids up where the log has none.
        if column == "request_id", row["note"]?.contains("request_id is derived") == true { continue }
        guard let found, !Self.agree(found, expected, column) else { continue }
        Issue.record("\(name):\(line): \(column) is \(found), expected \(expected)")
      }
    }
    // Transcripts repeat each other: what is one request is settled by the store, over all files.
    guard !name.hasPrefix("claude-code") else { return }
    let wanted = Set(rows.compactMap { Int($0["line"] ?? "") })
    if name.contains("gen-"), !name.contains("unused") {
      let ids = Set(rows.compactMap { $0["request_id"] })
      for event in events where !wanted.contains(event.line) && !ids.contains(event.requestID) {
        Issue.record(
          "\(name):\(event.line): an event that nobody expects: \(event.format) \(event.requestID)")
      }
    }
  }

  private static func agree(_ found: String, _ expected: String, _ column: String) -> Bool {
    if expected.split(separator: "|").map(String.init).contains(found) || found == expected { return true }
    if column == "tier", found.isEmpty,
      ["standard", "default", "auto", "on_demand", "ON_DEMAND"].contains(expected)
    {
      return true
    }
    switch column {
    case "provider":
      let same = [["azure", "azure_openai"], ["vertex", "vertex_ai"], ["google", "gemini"]]
      return same.contains { $0.contains(found) && $0.contains(expected) }
    case "cost_usd": return Money(decimal: found) == Money(decimal: expected)
    case "timestamp": return found.prefix(19) == expected.prefix(19)
    // A cache class that a provider leaves out and its table fills with 0.
    // Tables write a line break as \n.
    case "feature": return found == expected.replacingOccurrences(of: "\\n", with: "\n")
    case "cache_read", "cache_write_5m", "cache_write_1h", "reasoning", "audio_in", "image_in", "audio_out",
      "image_out", "web_search":
      return found == "unknown" && expected == "0"
    default: return false
    }
  }

  private func value(of event: Decoded, _ column: String) -> String? {
    func text(_ number: Int32?) -> String { number.map(String.init) ?? "unknown" }
    let tokens = event.tokens
    switch column {
    case "request_id": return event.requestID
    case "timestamp": return event.time?.rfc3339 ?? "unknown"
    case "provider": return event.provider
    case "model": return event.model
    case "query_type": return event.queryType
    case "input": return text(tokens.input)
    case "cache_read": return text(tokens.cacheRead)
    case "cache_write_5m": return text(tokens.cacheWrite5m)
    case "cache_write_1h": return text(tokens.cacheWrite1h)
    case "output": return text(tokens.output)
    case "reasoning": return text(tokens.reasoning)
    case "audio_in": return text(tokens.audioIn)
    case "image_in": return text(tokens.imageIn)
    case "audio_out": return text(tokens.audioOut)
    case "image_out": return text(tokens.imageOut)
    case "web_search": return text(event.webSearches)
    case "cost_usd": return event.cost?.decimalString ?? "unknown"
    case "status": return event.outcome == .ok ? "ok" : "error"
    case "tier": return event.tier
    case "latency_ms": return text(event.latency)
    case "ttft_ms": return text(event.firstToken)
    case "user": return event.user
    case "team": return event.team
    case "session": return event.session
    case "project": return event.project
    case "env": return event.environment
    case "feature": return event.feature
    case "tags": return event.tags
    default: return nil
    }
  }
}
