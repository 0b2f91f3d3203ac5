import Foundation
import SpendCore
import SpendPricing
import SpendStore
import Testing

@testable import SpendIngest

/// Compressed logs whose streams are known: the stored part is passed in slices of time.
@Suite struct CompressedSearchTests {
  @Test("the stored part of a compressed log is passed in slices", arguments: ["gzip", "zstd"])
  func slices(program: String) throws {
    let tool = "/usr/bin/\(program)"
    guard FileManager.default.isExecutableFile(atPath: tool) else { return }
    let shop = try TemporaryLogs()
    try shop.write("a.log", TemporaryLogs.lines(0..<20_000))
    try shop.ingest()
    try shop.append("a.log", TemporaryLogs.line(20_000))
    try shop.run(tool, "-q", "-f", shop.path("a.log"))
    if program == "zstd" { try shop.remove("a.log") }

    let writer = try SQLiteWriter(path: shop.database, zone: .utc)
    let setup = IngestSetup(sources: [LogSource(path: shop.folder + "/logs")], catalog: .builtin)
    var index = StreamIndex(writer)
    let log = try #require(LogDiscovery(setup.sources).logs.first)
    let file = try OpenFile(path: log.path, followingLink: false)
    let now = Instant(seconds: Int64(Date().timeIntervalSince1970))
    var searches: [LogDiscovery.FileID: CompressedSearch] = [:]
    var job: ReadJob?
    var rounds = 0
    while job == nil, rounds < 1_000 {
      rounds += 1
      var planner = ReadPlanner(
        setup: setup, now: now, isLast: false, stop: StopSignal(), slice: .microseconds(1), searches: searches
      )
      if case .wait = try planner.plan(log, file, &index) { #expect(planner.searches.count == 1) }
      searches = planner.searches
      job = planner.jobs.first
    }
    #expect(rounds > 1)
    var found = try #require(job)
    #expect(found.checkpoint.offset > 1 << 20)

    let reader = StreamReader(setup)
    var slices = 0
    var events = 0
    while slices < 1_000 {
      let outcome = reader.read(
        found, slice: .microseconds(1),
        deliver: {
          events += $0.block.events.count
          return true
        }, progress: { _ in })
      guard case .sliced = outcome.end else { break }
      slices += 1
      found.parked = ParkedReader(reader)
    }
    #expect(slices > 1)
    #expect(events == 1)
  }
}
