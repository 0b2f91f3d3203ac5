public import SpendCore

/// The hours around the start of a demo: the company's traffic in full detail, an agent in an endless loop,
/// and a provider that fails.
///
/// The history keeps one request for several of a real company. From `detailStart` on each of them is
/// divided into the several it stands for, with the same tokens together, so that the list of requests moves
/// and no sum jumps. The same seed and start give the same requests, whatever the cuts.
public struct DemoScene: Sendable {
  private let workload: DemoWorkload
  private let start: Instant

  /// Requests that one of the history stands for.
  static let parts = 16
  /// The time over which the parts of a request are spread, in seconds.
  private static let spread: Int64 = 300
  private static let detailSeconds: Int64 = 7_200
  private static let loopSeconds: Int64 = 1_680
  private static let outageSeconds: Int64 = 540
  private static let failingProvider = "mistral"

  public init(workload: DemoWorkload, start: Instant) {
    self.workload = workload
    self.start = start
  }

  /// The end of the plain history.
  public var detailStart: Instant { start.adding(seconds: -Self.detailSeconds) }

  /// Start of the loop, some minutes before the start of the demo.
  public var loopStart: Instant { start.adding(seconds: -Self.loopSeconds) }

  /// The requests of `[from, to)`, in order of time; none before `detailStart`.
  public func requests(from: Instant, to: Instant) -> [DemoRequest] {
    let from = max(from, detailStart)
    guard from < to else { return [] }
    let whole = workload.requests(from: from.adding(seconds: -Self.spread), to: to)
    var requests = whole.flatMap(parts).filter { $0.time >= from && $0.time < to }
    requests += loop(from: max(from, loopStart), to: to)
    requests.sort { ($0.time, $0.id) < ($1.time, $1.id) }
    return requests
  }

  private func parts(of request: DemoRequest) -> [DemoRequest] {
    // Older requests were stored whole.
    guard request.time >= detailStart else { return [] }
    return (0..<Self.parts).map { number in
      var random = DemoRandom(seed: request.id, stream: UInt64(number))
      var part = request
      let delay = (Int64(number) * Self.spread + Int64(random.below(UInt32(Self.spread)))) * 1_000_000
      part.time = Instant(microseconds: request.time.microseconds + delay / Int64(Self.parts))
      part.id = DemoRandom.mixed(request.id &+ UInt64(number))
      part.tokens = Self.share(request.tokens, number)
      let speed = Int64(60 + random.below(80))
      part.latencyMilliseconds = request.latencyMilliseconds.map { Int32(clamping: Int64($0) * speed / 200) }
      part.firstTokenMilliseconds = request.firstTokenMilliseconds.map {
        Int32(clamping: Int64($0) * speed / 140)
      }
      if request.provider == Self.failingProvider, isOutage(part.time), random.below(100) < 55 {
        part.status = 503
        part.tokens = TokenCounts(input: 0, output: 0)
        part.latencyMilliseconds = 900
        part.firstTokenMilliseconds = nil
      }
      return part
    }
  }

  private func isOutage(_ time: Instant) -> Bool {
    time >= start.adding(seconds: -Self.outageSeconds) && time < start.adding(seconds: 1_800)
  }

  /// The part of each count; the parts add up to the whole.
  private static func share(_ tokens: TokenCounts, _ number: Int) -> TokenCounts {
    func part(_ count: Int32?) -> Int32? {
      count.map { $0 / Int32(parts) + (Int32(number) < $0 % Int32(parts) ? 1 : 0) }
    }
    var share = tokens
    share.input = part(tokens.input)
    share.cacheRead = part(tokens.cacheRead)
    share.cacheWrite5m = part(tokens.cacheWrite5m)
    share.output = part(tokens.output)
    share.reasoning = tokens.reasoning.map { min($0 / Int32(parts), share.output ?? 0) }
    return share
  }

  /// One agent that calls the same tool again and again: about a request a second, $228 an hour.
  private func loop(from: Instant, to: Instant) -> [DemoRequest] {
    guard from < to else { return [] }
    return (from.seconds...to.seconds).compactMap { second in
      var random = DemoRandom(seed: workload.seed, stream: UInt64(bitPattern: second) &* 64 &+ 41)
      guard random.below(100) < 92 else { return nil }
      let time = Instant(microseconds: second * 1_000_000 + Int64(random.below(1_000_000)))
      guard time >= from, time < to else { return nil }
      var request = DemoRequest(
        time: time, id: DemoRandom.mixed(random.next()), tokens: TokenCounts(), status: 200, isStream: true,
        isStaging: false, featureIndex: Self.lostFeature, modelIndex: Self.lostModel, tierIndex: 0,
        userIndex: 7, sessionNumber: 0x00C0_FFEE)
      let output = 1_500 + random.below(900)
      request.tokens = TokenCounts(output: Int32(output))
      request.tokens.input = Int32(6_800 + random.below(1_600))
      request.tokens.cacheRead = Int32(5_120 + 128 * random.below(12))
      request.tokens.reasoning = Int32(output * 4 / 10)
      request.latencyMilliseconds = Int32(19_000 + random.below(9_000))
      request.firstTokenMilliseconds = Int32(900 + random.below(700))
      return request
    }
  }

  private static let lostFeature = UInt8(
    DemoFeature.all.firstIndex { $0.name == DemoFeature.lostFeature } ?? 0)
  private static let lostModel = UInt8(DemoModel.all.firstIndex { $0.name == DemoModel.gptSol.name } ?? 0)
}
