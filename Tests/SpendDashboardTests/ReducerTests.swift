import SpendAnalytics
import SpendCore
import SpendScreen
import SpendTestSupport
import Testing

@testable import SpendDashboard

@Suite struct ReducerTests {
  private let builder = SnapshotBuilder(source: MemorySource(SampleTraffic.records()), zone: .utc)

  private func state(width: Int = 120, height: Int = 36) throws -> DashboardState {
    var state = DashboardState(size: ScreenSize(width: width, height: height))
    _ = reduce(&state, .snapshot(try builder.build(for: state.request, at: SampleTraffic.now)))
    return state
  }

  private func press(_ keys: [Key], _ state: inout DashboardState) -> [Effect] {
    keys.flatMap { reduce(&state, .key($0)) }
  }

  private static func chart(of place: Int, filters: [DimensionFilter] = []) -> SnapshotRequest {
    var request = SnapshotRequest(filters: filters)
    request.chartPlace = place
    return request
  }

  @Test(
    "what keys ask for",
    arguments: [
      ("q quits", [.character("q")], [.quit]),
      ("so does Control-C, while typing too", [.character("/"), .control("c")], [.quit]),
      ("q is a letter while typing", [.character(":"), .character("q")], []),
      ("Escape never quits", [.escape, .escape], []),
      ("p holds, p goes on", [.character("p"), .character("p")], [.pause(true), .pause(false)]),
      ("t asks for the next window", [.character("t")], [.ask(SnapshotRequest(choice: .week))]),
      ("[ asks for the window before", [.character("[")], [.ask(SnapshotRequest(stepsBack: 1))]),
      ("] has nowhere to go", [.character("]")], []),
      (
        "Enter asks for the selected feature, by model", [.enter],
        [.ask(chart(of: 1, filters: [DimensionFilter(.feature, .equals("search"))]))]
      ),
      (
        "Backspace asks for all again", [.enter, .backspace],
        [
          .ask(chart(of: 1, filters: [DimensionFilter(.feature, .equals("search"))])),
          .ask(SnapshotRequest()),
        ]
      ),
      (
        "a filter is typed", [.character("/"), .character("x"), .enter],
        [
          .ask(SnapshotRequest(filters: [DimensionFilter(.feature, .matches("x"))])),
          .ask(SnapshotRequest(filters: [DimensionFilter(.feature, .matches("x"))])),
        ]
      ),
      ("a bad filter asks for nothing", [.character("/"), .character("("), .enter], []),
      (
        "keys do not reach under the help",
        [.character("?"), .enter, .character("?"), .character("t"), .escape, .escape], []
      ),
      (
        "g offers dimensions to group by", [.character("g"), .down, .down, .down, .enter],
        [.ask(SnapshotRequest(dimensions: [.provider, .model, .queryType]))]
      ),
      ("3 asks for a chart of models", [.character("3")], [.ask(chart(of: 1))]),
      (
        "Tab in a view of one table takes the chart along", [.character("3"), .tab],
        [.ask(chart(of: 1)), .ask(chart(of: 2))]
      ),
      (
        "Escape leaves a view", [.character("4"), .character("5"), .escape],
        [.ask(chart(of: 2)), .ask(chart(of: 0))]
      ),
      ("^L draws again", [.control("l")], [.redraw]), ("^Z suspends", [.control("z")], [.suspend]),
    ] as [(String, [Key], [Effect])])
  func effects(_ name: String, keys: [Key], expected: [Effect]) throws {
    var state = try state()
    #expect(press(keys, &state) == expected, "\(name)")
  }

  @Test("Tab goes round")
  func focus() throws {
    var state = try state()
    var seen: [PanelID] = []
    for _ in 0..<4 {
      _ = press([.tab], &state)
      seen.append(state.focus)
    }
    #expect(seen == [.second, .third, .requests, .first])
    _ = press([.backTab], &state)
    #expect(state.focus == .requests)
  }

  @Test("the selection stays on its item when the order changes")
  func selectionStays() throws {
    var state = try state()
    _ = press([.down, .down], &state)
    let selected = state.entries(.first)[try #require(state.selection(.first))].key
    _ = press([.character("s"), .character("s"), .character("r")], &state)
    #expect(state.entries(.first)[try #require(state.selection(.first))].key == selected)
  }

  @Test("a row that is gone leaves its place selected")
  func selectionOfGoneRow() throws {
    var state = try state()
    _ = press([.end], &state)
    var smaller = try #require(state.snapshot)
    smaller.breakdowns[0].entries.removeLast(3)
    _ = reduce(&state, .snapshot(smaller))
    #expect(state.selection(.first) == smaller.breakdowns[0].entries.count - 1)
  }

  @Test("requests follow the newest until one is chosen")
  func following() throws {
    var state = try state()
    state.focus = .requests
    let newer = SampleTraffic.now.adding(seconds: 60)
    let source = MemorySource(SampleTraffic.records() + SampleTraffic.records(seed: 9, days: 1, now: newer))
    let later = try SnapshotBuilder(source: source, zone: .utc).build(for: state.request, at: newer)
    var chosen = state
    _ = press([.down], &chosen)
    let line = try #require(chosen.snapshot?.requests[1].line)
    _ = reduce(&state, .snapshot(later))
    _ = reduce(&chosen, .snapshot(later))
    #expect(state.selection(.requests) == 0)
    #expect(chosen.snapshot?.requests[try #require(chosen.selection(.requests))].line == line)
  }

  @Test("an answer to an earlier question is not shown")
  func lateAnswers() throws {
    var state = try state()
    let old = try #require(state.snapshot)
    _ = press([.character("t")], &state)
    _ = reduce(&state, .snapshot(old))
    #expect(state.request.choice == .week)
    #expect(state.snapshot?.request.choice == .day)
  }

  @Test("every key does one thing, and in a view with keys of its own one thing there")
  func keymap() {
    let bindings = Dictionary(grouping: Keymap().bindings) { $0.scope.isLocal ? $0.scope : .everywhere }
    #expect(bindings.count == 3)
    for keys in bindings.values.map({ $0.flatMap(\.keys) }) { #expect(Set(keys).count == keys.count) }
  }

  @Test("whatever is pressed at whatever size, the selection is in the table", arguments: UInt64(0)..<60)
  func randomWalk(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let days = Int.random(in: 0...3, using: &random)
    let source = MemorySource(SampleTraffic.records(seed: seed, days: days, perDay: 40))
    let builder = SnapshotBuilder(source: source, zone: .utc, budget: 50.dollars)
    var options = DashboardOptions(zone: .utc)
    options.isASCII = Bool.random(using: &random)
    var state = DashboardState(size: ScreenSize(width: 80, height: 24), now: SampleTraffic.now)
    let keys = Keymap().bindings.flatMap(\.keys) + [.character("x"), .character("="), .enter, .down, .down]
    for step in 0..<60 {
      var events: [DashboardEvent] = []
      switch Int.random(in: 0..<8, using: &random) {
      case 0:
        events.append(
          .resized(
            ScreenSize(
              width: Int.random(in: 0...210, using: &random), height: Int.random(in: 0...60, using: &random)))
        )
      case 1: events.append(.snapshot(try builder.build(for: state.request, at: SampleTraffic.now)))
      case 2:
        let press = MousePress(
          [.press, .doublePress, .wheelDown, .wheelUp][Int.random(in: 0..<4, using: &random)],
          row: Int.random(in: 0...50, using: &random), column: Int.random(in: 0...120, using: &random))
        events.append(.key(.mouse(press)))
      default: events.append(.key(keys[Int.random(in: 0..<keys.count, using: &random)]))
      }
      for event in events { _ = reduce(&state, event) }
      for panel in PanelRegistry.standard.panels.map(\.id) {
        let count = state.rowKeys(panel).count
        let selection = state.selection(panel)
        #expect(
          selection == nil ? count == 0 : (0..<count).contains(selection ?? -1), "seed \(seed), step \(step)")
      }
      let grid = Renderer.render(state, options)
      #expect(grid.size == state.size)
      let covered = state.layout
      for (panel, region) in covered.panels where !region.isEmpty {
        #expect(grid.region.intersection(region) == region, "seed \(seed), \(panel)")
      }
    }
  }
}
