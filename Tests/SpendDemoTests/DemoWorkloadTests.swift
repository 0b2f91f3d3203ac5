import SpendCore
import SpendDemo
import Testing

@Suite struct DemoWorkloadTests {
  private let end = CivilTime(year: 2026, month: 11, day: 20, hour: 15, minute: 20).instant()

  @Test("the same seed gives the same company, another seed another")
  func seeds() {
    let first = DemoWorkload(seed: 7).history(days: 3, until: end)
    #expect(first == DemoWorkload(seed: 7).history(days: 3, until: end))
    #expect(first != DemoWorkload(seed: 8).history(days: 3, until: end))
  }

  @Test("it is believable: features, models and sellers, tiers, caches, errors, in order of time")
  func believable() {
    let history = DemoWorkload(seed: 1).history(days: 35, until: end)
    #expect((120_000...DemoWorkload.longestHistory).contains(history.count), "\(history.count)")
    #expect(Set(history.map(\.feature)).count >= 9)
    #expect(Set(history.map(\.model)).count >= 12)
    #expect(Set(history.map(\.provider)).count >= 7)
    #expect(Set(history.map(\.queryType)).count >= 6)
    #expect(Set(history.map(\.team)).count >= 6)
    #expect(Set(history.map(\.tier)) == ["", "batch", "flex", "priority"])
    #expect((200...600).contains(Set(history.map(\.user)).count))
    #expect(zip(history, history.dropFirst()).allSatisfy { $0.time <= $1.time })
    #expect(Set(history.map(\.id)).count == history.count)
    #expect(history.allSatisfy { $0.time < end && $0.time >= end.adding(seconds: -35 * 86_400 - 3_600) })
    let errors = history.count(where: \.isError)
    #expect((history.count / 500...history.count / 25).contains(errors), "\(errors) of \(history.count)")
    #expect(Set(history.map(\.status)).isSuperset(of: [200, 400, 408, 429, 500]))
  }

  @Test("counts fit together", arguments: [1, 2, 99] as [UInt64])
  func counts(seed: UInt64) {
    let odd = DemoWorkload(seed: seed).history(days: 3, until: end).filter { request in
      let tokens = request.tokens
      let isCounted =
        (tokens.input ?? -1) >= 0 && (tokens.output ?? -1) >= 0 && request.estimatedCost >= .zero
      let isEmpty = tokens.total == 0 && request.estimatedCost == .zero
      let isTimed = (request.firstTokenMilliseconds ?? 0) <= (request.latencyMilliseconds ?? .max)
      let mayStream = request.firstTokenMilliseconds == nil || request.isStream && !request.isError
      return !isCounted || request.isError != isEmpty || !isTimed || !mayStream
        || (tokens.reasoning ?? 0) > (tokens.output ?? 0)
    }
    #expect(odd.filter { $0.provider != "inhouse" } == [])
  }

  @Test("a history has room for its 35 days, also with two ends of a month, and keeps the latest of more")
  func bounded() {
    let end = CivilTime(year: 2026, month: 8, day: 4).instant()
    let history = DemoWorkload(seed: 3).history(days: 35, until: end)
    #expect(history.count < DemoWorkload.longestHistory)
    #expect(history.first.map { $0.time < end.adding(seconds: -34 * 86_400) } == true)
    let longer = DemoWorkload(seed: 3).history(days: 45, until: end)
    #expect(longer.count == DemoWorkload.longestHistory)
    #expect(longer.suffix(history.count) == history[...])
    #expect(DemoWorkload(seed: 3).history(days: -1, until: end).allSatisfy { $0.time < end })
  }

  @Test("days are busier than nights, working days than weekends")
  func rhythm() {
    let history = DemoWorkload(seed: 1).history(days: 28, until: end).filter { $0.feature == "code-review" }
    let local = history.map { CivilTime($0.time, offsetSeconds: 3_600) }
    #expect(local.count { (9...16).contains($0.hour) } > 10 * local.count { $0.hour < 6 })
    #expect(local.count { $0.weekday < 5 } > 8 * local.count { $0.weekday >= 5 })
  }

  @Test(
    "one thing went wrong, on the working day before",
    arguments: [(20, 15, 19), (21, 9, 20), (22, 9, 20), (23, 0, 20), (24, 0, 23)])
  func incident(day: Int, hour: Int, onDay: Int) {
    let until = CivilTime(year: 2026, month: 11, day: day, hour: hour).instant()
    let window = DemoWorkload.incident(before: until)
    let local = CivilTime(window.start, offsetSeconds: 3_600)
    #expect(local.day == onDay && local.hour == 14 && window.end < until)
    let history = DemoWorkload(seed: 5).history(days: 10, until: until).filter {
      $0.feature == "research-agent" && !$0.isError
    }
    let inside = history.count { window.contains($0.time) }
    let before = history.count { $0.time < window.start }
    #expect(inside > 400 && inside > before / 3, "\(inside) against \(before) in days")
    // It grows: each question carries all that was said.
    let prompts = history.filter { window.contains($0.time) }.map(\.tokens.prompt)
    #expect(prompts.suffix(200).reduce(0, +) > 2 * prompts.prefix(200).reduce(0, +))
  }

  @Test("cut anywhere, the pieces are the whole")
  func pieces() {
    let workload = DemoWorkload(seed: 3)
    let start = end.adding(seconds: -7_200)
    let middle = end.adding(seconds: -2_345)
    let whole = workload.requests(from: start, to: end)
    #expect(workload.requests(from: start, to: middle) + workload.requests(from: middle, to: end) == whole)
    #expect(workload.history(days: 1, until: end).suffix(whole.count) == whole[...])
    #expect(workload.requests(from: end, to: start).isEmpty)
  }

  @Test("the company goes on live, as fast as it is told", arguments: [1, 60, 3_600] as [Int64])
  func live(speed: Int64) {
    let workload = DemoWorkload(seed: 3)
    let clock = Instant(seconds: 1_000)
    var live = workload.live(from: end, at: clock, speed: speed)
    var seen: [DemoRequest] = []
    for second in [10, 11, 60, 61, 61, 300] as [Int64] {
      let now = clock.adding(seconds: second)
      let due = live.due(at: now)
      #expect(due.allSatisfy { live.clock(of: $0) <= now })
      seen += due
    }
    let reached = live.time(at: clock.adding(seconds: 300))
    #expect(reached == end.adding(seconds: 300 * speed))
    #expect(seen == workload.requests(from: end, to: Instant(microseconds: reached.microseconds + 1)))
    let following = live.next()
    #expect(following.map { $0.time > reached } == true)
  }
}
