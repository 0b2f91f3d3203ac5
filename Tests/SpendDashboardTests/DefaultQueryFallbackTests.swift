import SpendAnalytics
import SpendCore
import SpendScreen
import SpendTestSupport
import Testing

@testable import SpendDashboard

/// What a person sees first, before pressing anything.
@Suite struct DefaultQueryFallbackTests {
  private func first(_ records: [EventRecord], later days: Int64) throws -> DashboardState {
    let builder = SnapshotBuilder(source: MemorySource(records), zone: .utc)
    let now = SampleTraffic.now.adding(seconds: days * 86_400)
    var state = DashboardState(size: ScreenSize(width: 120, height: 36), now: now)
    var questions = 0
    while reduce(&state, .snapshot(try builder.build(for: state.request, at: now))).contains(
      where: \.isQuestion)
    {
      questions += 1
      #expect(questions < 4)
    }
    return state
  }

  @Test(
    "old logs are shown in the smallest usual window that has them",
    arguments: [
      (Int64(0), WindowChoice.day), (3, .week), (20, .thirtyDays), (400, .thirtyDays),
    ])
  func windows(days: Int64, choice: WindowChoice) throws {
    let state = try first(SampleTraffic.records(days: 2), later: days)
    #expect(state.request.choice == choice)
    #expect((state.snapshot?.summary.sums.requests ?? 0) > 0)
    #expect((state.request.asOf != nil) == (days == 400))
  }

  @Test("logs without features are told apart by what they do name")
  func projects() throws {
    let records = SampleTraffic.records(days: 2).map { record in
      var record = record
      record.labels.feature = ""
      record.labels.project = "checkout"
      return record
    }
    let state = try first(records, later: 3)
    #expect(state.request.dimensions == [.project, .model, .queryType])
    #expect(state.request.choice == .week)
    #expect(state.message?.contains("No feature labels") == true)
  }

  @Test("whoever has pressed a key is asked nothing else")
  func touched() throws {
    let builder = SnapshotBuilder(source: MemorySource(SampleTraffic.records(days: 2)), zone: .utc)
    let now = SampleTraffic.now.adding(seconds: 3 * 86_400)
    var state = DashboardState(size: ScreenSize(width: 120, height: 36), now: now)
    _ = reduce(&state, .key(.down))
    #expect(reduce(&state, .snapshot(try builder.build(for: state.request, at: now))).isEmpty)
    #expect(state.request.choice == .day)
  }
}
