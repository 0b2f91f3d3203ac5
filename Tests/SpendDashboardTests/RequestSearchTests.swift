import SpendCore
import SpendScreen
import SpendTestSupport
import Testing

@testable import SpendDashboard

/// Looking for single requests through the whole window, step by step.
@Suite struct RequestSearchTests {
  private static let now = SampleTraffic.now

  private func record(_ index: Int, feature: String = "common") -> EventRecord {
    var record = SampleTraffic.records(days: 1)[0]
    record.time = Self.now.adding(seconds: -Int64(index))
    record.labels.feature = feature
    record.requestID = "r\(index)"
    return record
  }

  /// One rare request, older than many steps look.
  private func haystack(_ count: Int) -> MemorySource {
    MemorySource((0..<count).map { record($0, feature: $0 == count - 1 ? "rare" : "common") })
  }

  private var rare: SnapshotRequest {
    SnapshotRequest(filters: [DimensionFilter(.feature, .equals("rare"))])
  }

  @Test("a rare request is found at the far end of the window, by steps of bounded size")
  func rareOne() throws {
    let source = haystack(5 * RequestSearch.stepSize)
    let search = RequestSearch(source)
    let window = TimeWindow(start: Self.now.adding(seconds: -86_400), end: Self.now.adding(seconds: 1))
    try search.refresh(rare, window, at: Self.now)
    #expect(search.found(wanted: 200).records.isEmpty)
    #expect(
      search.found(wanted: 200).reach.back == Self.now.adding(seconds: -Int64(RequestSearch.stepSize - 1)))
    var steps = 0
    while try search.step(wanted: 200) { steps += 1 }
    #expect((4...5).contains(steps))
    #expect(search.found(wanted: 200).records.map(\.requestID) == ["r\(5 * RequestSearch.stepSize - 1)"])
    #expect(search.found(wanted: 200).reach == SearchReach())
  }

  @Test("new and late events come into the list, none twice, while the way back goes on")
  func newest() throws {
    let source = haystack(3 * RequestSearch.stepSize)
    let search = RequestSearch(source)
    var end = Self.now.adding(seconds: 1)
    func refresh() throws {
      try search.refresh(
        SnapshotRequest(), TimeWindow(start: Self.now.adding(seconds: -86_400), end: end), at: end)
    }
    try refresh()
    _ = try search.step(wanted: 6_000)
    for second in 1...20 {
      var fresh = record(0)
      fresh.time = Self.now.adding(seconds: Int64(second))
      fresh.requestID = "new\(second)"
      var late = record(second * 10)
      late.requestID = "late\(second)"
      source.add([fresh, late])
      end = fresh.time.adding(seconds: 1)
      try refresh()
      _ = try search.step(wanted: 100_000)
    }
    while try search.step(wanted: 100_000) {}
    let found = search.found(wanted: RequestSearch.longest).records
    #expect(found.count == RequestSearch.longest)
    #expect(Set(found.map(\.requestID)).count == found.count)
    #expect(zip(found, found.dropFirst()).allSatisfy { $0.time >= $1.time })
    #expect(found.prefix(20).map(\.requestID) == (1...20).reversed().map { "new\($0)" })
    #expect((1...20).allSatisfy { number in found.contains { $0.requestID == "late\(number)" } })
  }

  @Test("an event that came late and deep is found within a minute")
  func late() throws {
    let source = haystack(3 * RequestSearch.stepSize)
    let search = RequestSearch(source)
    func look(at now: Instant) throws -> [EventRecord] {
      let window = TimeWindow(start: Self.now.adding(seconds: -86_400), end: now.adding(seconds: 1))
      try search.refresh(rare, window, at: now)
      while try search.step(wanted: 200) {}
      return search.found(wanted: 200).records
    }
    #expect(try look(at: Self.now).count == 1)
    source.add([record(2 * RequestSearch.stepSize, feature: "rare")])
    #expect(try look(at: Self.now.adding(seconds: 1)).count == 1)
    #expect(try look(at: Self.now.adding(seconds: 61)).count == 2)
  }

  /// Counts the events that are read.
  private final class CountingSource: EventSearchSource {
    let source: MemorySource
    private(set) var scanned = 0

    init(_ source: MemorySource) { self.source = source }

    func searchEvents(
      in window: TimeWindow, from cursor: EventCursor?, scan: Int, filters: [DimensionFilter],
      figures: [FigureFilter]
    ) throws -> EventPage {
      scanned += scan
      return try source.searchEvents(
        in: window, from: cursor, scan: scan, filters: filters, figures: figures)
    }
  }

  @Test("without a filter a refresh reads no more events than the list holds, late ones included")
  func refreshCost() throws {
    let source = CountingSource(haystack(3 * RequestSearch.stepSize))
    let search = RequestSearch(source)
    var end = Self.now.adding(seconds: 1)
    for second in 1...10 {
      try search.refresh(
        SnapshotRequest(), TimeWindow(start: Self.now.adding(seconds: -86_400), end: end), at: end,
        wanted: 200)
      #expect(try !search.step(wanted: 200))
      var late = record(second * 10)
      late.requestID = "late\(second)"
      source.source.add([late])
      end = end.adding(seconds: 1)
    }
    try search.refresh(
      SnapshotRequest(), TimeWindow(start: Self.now.adding(seconds: -86_400), end: end), at: end, wanted: 200)
    #expect(source.scanned == 11 * 200)
    let (found, reach) = search.found(wanted: 200)
    #expect(found.count == 200 && reach.isEnough && reach.back == found.last?.time)
    #expect((1...10).allSatisfy { number in found.contains { $0.requestID == "late\(number)" } })
  }

  @Test("scrolling to the end of the list wants more, and the panel says how far it reaches")
  func scrolling() throws {
    let source = haystack(2 * RequestSearch.stepSize)
    let builder = SnapshotBuilder(source: source, zone: .utc)
    var state = DashboardState(size: ScreenSize(width: 120, height: 36), now: Self.now)
    state.show(.requests)
    _ = reduce(&state, .snapshot(try builder.build(for: state.request, at: Self.now)))
    #expect(state.snapshot?.requests.count == 200)
    #expect(
      Renderer.render(state, DashboardOptions(zone: .utc)).plainText.contains("200 newest, back to"))
    #expect(reduce(&state, .key(.end)) == [.want(400)])
    builder.wanted = 400
    _ = reduce(&state, .snapshot(try builder.build(for: state.request, at: Self.now)))
    #expect(state.snapshot?.requests.count == 400 && state.selection(.requests) == 199)
  }
}
