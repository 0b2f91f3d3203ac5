import Foundation
import SpendMutation
import Testing

/// Logs with the structure of real ones and something wrong in them. A few thousand in every run of the
/// tests; for as many seconds as SPENDTOP_MUTATION_SECONDS says where it is set.
@Suite struct MutationTests {
  @Test("changed samples neither stop nor delay the reader")
  func mutations() {
    let seconds = ProcessInfo.processInfo.environment["SPENDTOP_MUTATION_SECONDS"].flatMap { Int($0) }
    var run = MutationRun()
    run.run(seed: 20_260_921, count: seconds == nil ? 20_000 : .max, time: .seconds(seconds ?? 60))
    #expect(run.findings.isEmpty)
    #expect(run.events > 0 && run.rejected > 0)
    if seconds != nil { print("\(run.logs) changed logs, \(run.events) events, slowest \(run.slowest)") }
  }
}
