import Foundation
import SpendCore

/// Log files of a known content, for benchmarks and checks of readers: the same arguments give the same
/// bytes.
///
/// 35 % of the lines are responses in OpenAI's shapes, 35 % Anthropic's responses and agent transcripts, 20
/// % LiteLLM's payloads, 10 % flat objects; they are mixed within each file, about 1.1 KB each.
public enum BenchCorpus {
  /// Expected totals of a corpus. Every line is one successful request.
  public struct Totals: Sendable, Hashable, Codable {
    public var lines = 0
    public var bytes: Int64 = 0
    /// Lines by the name of their format.
    public var formats: [String: Int] = [:]
    public var models: [String: Model] = [:]
    /// Sum of the costs that LiteLLM's lines state.
    public var loggedNanodollars: Int64 = 0
    public var firstSecond: Int64 = 0
    public var lastSecond: Int64 = 0

    public init() {}

    /// Requests of a model and their tokens, in the disjoint classes of `TokenCounts`.
    public struct Model: Sendable, Hashable, Codable {
      public var requests = 0
      public var input: Int64 = 0
      public var cacheRead: Int64 = 0
      public var cacheWrite: Int64 = 0
      public var output: Int64 = 0
      /// Part of `output`.
      public var reasoning: Int64 = 0

      public init() {}

      mutating func add(_ tokens: TokenCounts) {
        requests += 1
        input += Int64(tokens.input ?? 0)
        cacheRead += Int64(tokens.cacheRead ?? 0)
        cacheWrite += Int64(tokens.cacheWrite5m ?? 0)
        output += Int64(tokens.output ?? 0)
        reasoning += Int64(tokens.reasoning ?? 0)
      }

      mutating func add(_ other: Model) {
        requests += other.requests
        input += other.input
        cacheRead += other.cacheRead
        cacheWrite += other.cacheWrite
        output += other.output
        reasoning += other.reasoning
      }
    }

    /// All models together.
    public var all: Model { models.values.reduce(into: Model()) { $0.add($1) } }
  }

  /// Wrapping of each line by a container runtime.
  public enum Wrapping: String, Sendable, CaseIterable {
    case none
    /// Docker's json-file driver: the line as text in a field.
    case docker
    /// Kubernetes' runtimes: time, stream and a tag before the line.
    case cri

    fileprivate func append(_ line: ArraySlice<UInt8>, at time: Instant, to buffer: inout LineBuffer) {
      switch self {
      case .none: buffer.put(line)
      case .docker:
        buffer.put("{\"log\":\"")
        buffer.putEscaped(line)
        buffer.put("\\n\",\"stream\":\"stdout\",\"time\":\"")
        buffer.put(time)
        buffer.put("\"}")
      case .cri:
        buffer.put(time)
        buffer.put(" stdout F ")
        buffer.put(line)
      }
      buffer.endLine()
    }
  }

  /// Formats with their share in a hundred lines.
  static let shares: [(format: DemoLogWriter.Format, share: Int)] = [
    (.openAIChat, 10), (.openAIChatBare, 20), (.openAIResponses, 5), (.anthropic, 12), (.claudeCode, 23),
    (.liteLLM, 20), (.jsonl, 10),
  ]

  /// 2026-05-28 20:26:40 UTC: time of the first request. Others follow every 1.4 seconds.
  private static let start = Instant(seconds: 1_780_000_000)
  private static let step: Int64 = 1_400_000
  private static let chunk = 1 << 20

  /// Writes `lines` lines into `part-0.jsonl`, `part-1.jsonl` … of a directory, which is created when
  /// missing. Files are in order of time, and so are the lines of each.
  ///
  /// - Throws: the error of the file system, with the path.
  public static func write(
    directory: String, lines: Int, files: Int, seed: UInt64, wrapping: Wrapping = .none
  ) throws -> Totals {
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    let pools = Pools(seed: seed)
    var tally = Tally()
    var buffer = LineBuffer(capacity: chunk + 65_536)
    var record = LineBuffer(capacity: 65_536)
    let lines = max(0, lines)
    let files = max(1, files)
    var number = 0
    for file in 0..<files {
      let path = "\(directory)/part-\(file).jsonl"
      try Data().write(to: URL(fileURLWithPath: path))
      let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      let end = lines / files * (file + 1) + min(file + 1, lines % files)
      while number < end {
        let format: Int
        if wrapping == .none {
          format = pools.append(number, to: &buffer, &tally)
        } else {
          record.removeAll()
          format = pools.append(number, to: &record, &tally)
          let time = Instant(microseconds: start.microseconds &+ Int64(number) &* step)
          wrapping.append(record.bytes.dropLast(), at: time, to: &buffer)
        }
        tally.formats[format] += 1
        number += 1
        if buffer.count >= chunk || number == end {
          tally.bytes += Int64(buffer.count)
          try handle.write(contentsOf: buffer.bytes)
          buffer.removeAll()
        }
      }
      try handle.close()
    }
    return tally.totals(lines: lines)
  }

  /// Sums by index, which avoids lookups by name while lines are written.
  private struct Tally {
    var bytes: Int64 = 0
    var formats = [Int](repeating: 0, count: shares.count)
    var models = [Totals.Model](repeating: Totals.Model(), count: DemoModel.all.count)
    var logged: Int64 = 0

    func totals(lines: Int) -> Totals {
      var totals = Totals()
      totals.lines = lines
      totals.bytes = bytes
      totals.loggedNanodollars = logged
      totals.firstSecond = start.seconds
      totals.lastSecond = Instant(microseconds: start.microseconds + Int64(max(0, lines - 1)) * step).seconds
      for (index, count) in formats.enumerated() where count > 0 {
        totals.formats[shares[index].format.rawValue] = count
      }
      for (index, model) in models.enumerated() where model.requests > 0 {
        totals.models[DemoModel.all[index].name] = model
      }
      return totals
    }
  }

  /// Requests that the formats can represent, to be repeated with times and ids of their own.
  private struct Pools {
    private let seed: UInt64
    private let openAI: [DemoRequest]
    private let anthropic: [DemoRequest]
    private let everyone: [DemoRequest]
    /// The format, as an index, of each of a hundred lines.
    private let format: [Int]

    init(seed: UInt64) {
      self.seed = seed
      let requests = DemoWorkload(seed: seed).history(days: 7, until: start)
        .filter { !$0.isError && $0.queryType != "embedding" && $0.provider != "inhouse" }
      everyone = requests
      openAI = requests.filter { $0.provider == "openai" }
      anthropic = requests.filter { $0.provider == "anthropic" }
      format = shares.indices.flatMap { Array(repeating: $0, count: shares[$0].share) }
    }

    /// Appends a line with its end; the index of its format.
    @inline(__always)
    func append(_ number: Int, to buffer: inout LineBuffer, _ tally: inout Tally) -> Int {
      let id = DemoRandom.mixed(UInt64(number) &+ seed &* 0x9E37_79B9_7F4A_7C15)
      let index = format[Int((id >> 40) % UInt64(format.count))]
      let kind = shares[index].format
      var request: DemoRequest
      switch kind {
      case .openAIChat, .openAIChatBare, .openAIResponses: request = openAI[number % openAI.count]
      case .anthropic, .claudeCode: request = anthropic[number % anthropic.count]
      default: request = everyone[number % everyone.count]
      }
      request.id = id
      request.time = Instant(microseconds: start.microseconds &+ Int64(number) &* step)
      DemoLogWriter.append(request, kind, to: &buffer)
      buffer.endLine()
      tally.models[Int(request.modelIndex)].add(request.tokens)
      if kind == .liteLLM { tally.logged += request.estimatedCost.nanodollars }
      return index
    }
  }
}
