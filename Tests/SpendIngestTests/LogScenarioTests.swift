import Foundation
import SpendCore
import SpendStore
import Testing

/// Random histories of logs against a model that only counts. A history is a seed: one that fails is
/// printed, can be run alone with `SPENDTOP_HISTORY=<seed>`, and becomes a test of its own;
/// `SPENDTOP_HISTORY_STEPS` ends it early.
///
/// `SPENDTOP_HISTORIES=10000` is the long form; `SPENDTOP_HISTORY_START` says with which seed it begins.
/// With `TMPDIR` on a disk in memory it takes half the time.
@Suite struct LogScenarioTests {
  private static func setting(_ name: String) -> Int? {
    ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
  }

  @Test("whatever happens to logs, every line counts once")
  func histories() throws {
    let first = Self.setting("SPENDTOP_HISTORY_START") ?? 1
    let count = Self.setting("SPENDTOP_HISTORIES") ?? 40
    let seeds = Self.setting("SPENDTOP_HISTORY").map { $0...$0 } ?? first...first + count - 1
    for seed in seeds { try live(seed) }
  }

  /// Lives through a history, and expects the model's counts.
  private func live(_ seed: Int) throws {
    var history = try LogScenario(seed: UInt64(seed))
    do {
      for _ in 0..<(Self.setting("SPENDTOP_HISTORY_STEPS") ?? 50) { try history.step() }
      try history.end()
    } catch {
      Issue.record("SPENDTOP_HISTORY=\(seed): \(error); \(history.steps.joined(separator: ", "))")
      return
    }
    let total = try history.shop.total
    #expect(
      total.requests == history.requests && total.input == history.prompt,
      "SPENDTOP_HISTORY=\(seed): \(total.requests) of \(history.requests) requests, \(total.input) of \(history.prompt) tokens; \(history.steps.joined(separator: ", "))"
    )
    #expect(try history.shop.store().differences().isEmpty, "SPENDTOP_HISTORY=\(seed)")
  }
}
