import Foundation
import SpendCore
import SpendDemo

/// Log files of a known content: the same seed gives the same bytes.
struct BenchCorpus {
  let folder: String
  private(set) var bytes: Int64 = 0
  let lines: Int

  private static let kinds: [(DemoLogWriter.Format, Int)] = [
    (.openAIChat, 35), (.anthropic, 20), (.claudeCode, 15), (.liteLLM, 20), (.jsonl, 10),
  ]

  /// One that is there.
  init(written folder: String, lines: Int, bytes: Int64) {
    self.folder = folder
    self.lines = lines
    self.bytes = bytes
  }

  /// Writes `lines` lines in several files, of mixed formats and about 1.1 KB each.
  init(folder: String, lines: Int, files count: Int, seed: UInt64) throws {
    self.folder = folder
    self.lines = lines
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let requests = DemoWorkload(seed: seed).history(days: 35, until: Instant(seconds: 1_790_000_000))
      .filter { !$0.isError && $0.queryType != "embedding" }
    // Each format tells of the models that are logged in it.
    let openAI = requests.filter { $0.provider == "openai" }
    let anthropic = requests.filter { $0.provider == "anthropic" }
    let kinds = Self.kinds.flatMap { Array(repeating: $0.0, count: $0.1) }
    let perFile = (lines + count - 1) / count
    var number: UInt64 = 0
    for file in 0..<count {
      let path = "\(folder)/part-\(file).jsonl"
      _ = FileManager.default.createFile(atPath: path, contents: nil)
      guard let handle = FileHandle(forWritingAtPath: path) else { throw CocoaError(.fileWriteUnknown) }
      var buffer: [UInt8] = []
      for _ in 0..<min(perFile, lines - Int(number)) {
        let kind = kinds[Int((number &* 0x2545_F491_4F6C_DD1D) >> 33) % kinds.count]
        let pool =
          kind == .openAIChat ? openAI : kind == .anthropic || kind == .claudeCode ? anthropic : requests
        var request = pool[Int(number % UInt64(pool.count))]
        // Every line is a request of its own, in order of time.
        request.time = Instant(microseconds: 1_780_000_000_000_000 + Int64(number) * 1_400_000)
        request.id = number &* 0x9E37_79B9_7F4A_7C15 &+ seed
        buffer.append(contentsOf: DemoLogWriter.line(request, kind).utf8)
        buffer.append(0x0A)
        number += 1
        if buffer.count > 1 << 20 {
          bytes += Int64(buffer.count)
          try handle.write(contentsOf: Data(buffer))
          buffer.removeAll(keepingCapacity: true)
        }
      }
      bytes += Int64(buffer.count)
      try handle.write(contentsOf: Data(buffer))
      try handle.close()
    }
  }
}
