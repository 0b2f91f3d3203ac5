import Glibc
import SpendCore
import SpendLogFormats

/// Reads changed logs up to a count or a time limit, and reports violations.
public struct MutationRun: Sendable {
  public private(set) var logs = 0
  public private(set) var bytes = 0
  public private(set) var events = 0
  public private(set) var rejected = 0
  public private(set) var slowest = Duration.zero
  /// At most a few, each with the log that did it.
  public private(set) var findings: [String] = []

  /// A log that takes longer hangs.
  private static let longest = Duration.milliseconds(100)
  private static let mostFindings = 10

  public init() {}

  /// Reads until `count` logs were read or `time` is over.
  public mutating func run(seed: UInt64, count: Int, time: Duration = .seconds(86_400)) {
    var mutator = SampleMutator(seed: seed)
    let clock = ContinuousClock()
    let begin = clock.now
    let workspace = DecoderWorkspace()
    for _ in 0..<count where findings.count < Self.mostFindings {
      let log = mutator.next()
      let start = Self.processorTime
      read(log, workspace)
      let taken = Self.processorTime - start
      logs += 1
      bytes += log.count
      if taken > slowest { slowest = taken }
      if taken > Self.longest { find("took \(taken)", log) }
      if clock.now - begin > time { return }
    }
  }

  /// Processor time of this thread, so that other load on the machine does not count as a hang.
  private static var processorTime: Duration {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }

  private mutating func read(_ log: [UInt8], _ workspace: DecoderWorkspace) {
    let decoder = LogDecoder(workspace: workspace)
    var wrong: String?
    var (found, refused) = (0, 0)
    SampleLines(log).decode(
      decoder,
      emit: { draft in
        found += 1
        wrong = wrong ?? Self.complaint(draft)
      }, reject: { _ in refused += 1 })
    events += found
    rejected += refused
    if let wrong { find(wrong, log) }
    // The saved state must be readable where the file goes on.
    _ = LogDecoder(resuming: decoder.state, workspace: workspace)
  }

  private mutating func find(_ what: String, _ log: [UInt8]) {
    guard findings.count < Self.mostFindings else { return }
    findings.append("\(what): \(String(decoding: log.prefix(2_000), as: UTF8.self))")
  }

  /// Description of an invalid event; reads every text, so that one outside its line is detected.
  private static func complaint(_ draft: borrowing EventDraft) -> String? {
    let tokens = draft.tokens
    for count in [
      tokens.input, tokens.cacheRead, tokens.cacheWrite5m, tokens.cacheWrite1h, tokens.output,
      tokens.reasoning,
    ] {
      if let count, count < 0 { return "a negative count" }
    }
    if let latency = draft.latencyMilliseconds, latency < 0 { return "a negative latency" }
    var length = 0
    length += draft.requestID.string.utf8.count + draft.identityKey.string.utf8.count
    length += draft.provider.string.utf8.count + draft.model.string.utf8.count
    length += draft.feature.string.utf8.count + draft.queryType.string.utf8.count
    length += draft.tier.string.utf8.count + draft.region.string.utf8.count
    length += draft.team.string.utf8.count + draft.key.string.utf8.count
    length += draft.project.string.utf8.count + draft.environment.string.utf8.count
    length += draft.tags.string.utf8.count + draft.user.string.utf8.count + draft.session.string.utf8.count
    // Replacement characters may be longer than what they replace.
    return length > 15 * 3 * FieldText.longest ? "texts longer than a field may be" : nil
  }
}
