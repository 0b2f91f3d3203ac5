import Foundation
import SpendCore
import SpendIngest
import SpendStore
import Testing

/// Streams whose files are gone: kept in the database, one report a folder.
@Suite struct MissingFileTests {
  private struct Seen: Equatable {
    var name: String
    var state: StreamState
    var events: Int64

    init(_ name: String, _ state: StreamState, _ events: Int64) {
      self.name = name
      self.state = state
      self.events = events
    }
  }

  private static let hours: Int64 = 3_600

  private static func seen(_ logs: TemporaryLogs) throws -> [Seen] {
    try logs.store().sources().map { Seen(PathComponents.name(of: $0.path), $0.state, $0.events) }
  }

  @Test("removed files of a folder are one report, and no request is lost")
  func removed() throws {
    let logs = try TemporaryLogs()
    try logs.write("a.jsonl", TemporaryLogs.lines(0..<3))
    try logs.write("b.jsonl", TemporaryLogs.lines(10..<15))
    try logs.write("c.jsonl", TemporaryLogs.lines(20..<21))
    try logs.ingest()
    try logs.remove("a.jsonl")
    try logs.remove("c.jsonl")
    // A file may be on its way to another name.
    try logs.ingest(later: Self.hours / 2)
    #expect(
      try Self.seen(logs) == [
        .init("a.jsonl", .live, 3), .init("b.jsonl", .live, 5), .init("c.jsonl", .live, 1),
      ])
    try logs.ingest(later: 2 * Self.hours)
    #expect(try Self.seen(logs) == [.init("b.jsonl", .live, 5), .init("(2 removed)", .missing, 4)])
    let report = try #require(try logs.store().sources().last)
    #expect(report.path == logs.path("(2 removed)"))
    #expect((report.lines, report.rejected, report.unrecognised) == (4, 0, 0))
    let folder = try #require(try logs.store().logFolders().first)
    #expect(try logs.store().logFolders() == [folder])
    #expect((folder.path, folder.events, folder.duplicates) == (PathComponents.folder(of: report.path), 9, 0))
    var kept: [String] = []
    try logs.store().forEachSource { kept.append($0.path) }
    #expect(kept == [logs.path("b.jsonl")])
    #expect(try logs.store().removedSources() == [report])
    #expect(try logs.requests == 9)
    #expect(try logs.store().differences().isEmpty)
    #expect(try logs.store().logPaths() == ["a.jsonl", "b.jsonl", "c.jsonl"].map(logs.path))
    #expect(try logs.store().hasUsage { $0 == logs.path("a.jsonl") })
    #expect(try !logs.store().hasUsage { $0 == logs.path("d.jsonl") })
  }

  @Test("a file that comes back is known, and not read again")
  func back() throws {
    let logs = try TemporaryLogs()
    try logs.write("a.jsonl", TemporaryLogs.lines(0..<3))
    try logs.write("b.jsonl", TemporaryLogs.lines(10..<15))
    try logs.ingest()
    let away = logs.folder + "/away"
    try #require(rename(logs.path("a.jsonl"), away) == 0)
    try logs.ingest(later: 2 * Self.hours)
    #expect(try Self.seen(logs) == [.init("b.jsonl", .live, 5), .init("(1 removed)", .missing, 3)])
    try #require(rename(away, logs.path("a.jsonl")) == 0)
    #expect(try logs.ingest(later: 4 * Self.hours).lines == 0)
    #expect(try Self.seen(logs) == [.init("a.jsonl", .live, 3), .init("b.jsonl", .live, 5)])
    #expect(try logs.requests == 8)
  }

  @Test(
    "a stream whose path went to another file is missing, whether the inode did or not",
    arguments: [false, true])
  func replaced(keepsInode: Bool) throws {
    let logs = try TemporaryLogs()
    try logs.write("a.jsonl", TemporaryLogs.lines(0..<3))
    try logs.ingest()
    if keepsInode {
      try logs.truncate("a.jsonl")
      try logs.append("a.jsonl", TemporaryLogs.lines(50..<54))
    } else {
      // The old file keeps its inode until the new one has another.
      try #require(rename(logs.path("a.jsonl"), logs.folder + "/old") == 0)
      try logs.write("a.jsonl", TemporaryLogs.lines(50..<54))
      try #require(unlink(logs.folder + "/old") == 0)
    }
    try logs.ingest()
    #expect(try Self.seen(logs) == [.init("a.jsonl", .live, 3), .init("a.jsonl", .live, 4)])
    try logs.ingest(later: 2 * Self.hours)
    #expect(try Self.seen(logs) == [.init("a.jsonl", .live, 4), .init("(1 removed)", .missing, 3)])
    #expect(try logs.shortenedFiles().isEmpty)
    #expect(try logs.requests == 7)
  }

  @Test("old streams are examined in turn, those that are missing no more")
  func turns() throws {
    let logs = try TemporaryLogs()
    let writer = try SQLiteWriter(path: logs.database, zone: .utc)
    let start = Instant(seconds: 1_790_000_000)
    let places = (1...5).map {
      FileLocation(
        path: "/log/\($0)", device: 1, inode: UInt64($0), size: 0, modifiedNanoseconds: 0, codec: "plain")
    }
    #expect(try writer.register(places, at: start) == [1, 2, 3, 4, 5])
    func old() throws -> [Int64] {
      try writer.oldStreams(before: start.adding(seconds: 1), limit: 2).map(\.id)
    }
    #expect(try writer.oldStreams(before: start, limit: 2).isEmpty)
    #expect(try old() == [1, 2])
    try writer.noteMissing([2], upTo: 2)
    #expect(try old() == [3, 4])
    try writer.noteMissing([], upTo: 4)
    #expect(try old() == [5])
    try writer.noteMissing([5], upTo: 0)
    #expect(try old() == [1, 3])
    try writer.noteMissing([], upTo: 3)
    #expect(try old() == [4])
  }
}
