import Foundation
import SpendCore
import SpendDashboard
import SpendScreen
import SpendStore

/// Cost of a frame, latency of a key, and idle cost of the screen.
struct UIBench {
  let program: String
  let folder: String
  /// Number of generated events; nil uses the demo's logs.
  let events: Int?
  let seed: UInt64

  func run(_ note: (Figure) -> Void) throws {
    let database = folder + "/ui.db"
    guard try fill(database) else { return }
    try frames(database, note)
    guard
      let terminal = PseudoTerminal(
        [program, "top", "--no-ingest", "--db", database], width: 200, height: 50)
    else { return }
    terminal.settle(quietMilliseconds: 1_500)
    note(Figure("bytes of the first frames", Double(terminal.bytes) / 1_000, "kB"))
    keys("row down and up", ["j", "k"], terminal, note)
    keys("order and direction", ["s", "r"], terminal, note)
    keys("another view, from the store", ["3", "2"], terminal, note)
    keys("another window, from the store", ["t"], terminal, note)
    keys("the list of requests, a page of it, and back", ["5", "\u{6}", "\u{1B}OH", "2"], terminal, note)
    _ = terminal.answer(to: "5")
    keys("a filter that few requests pass", ["/", "c", "o", "s", "t", ">", "9", "\r", "\\"], terminal, note)
    keys("row down and up, in the list of requests", ["j", "k"], terminal, note)
    // Longer than it takes to look at the alerts again, so that this is part of it.
    let idle = 70.0
    terminal.settle(quietMilliseconds: 300, patience: 300)
    let bytes = terminal.bytes
    let cpu = terminal.cpuSeconds
    let start = ContinuousClock.now
    while ContinuousClock.now - start < .seconds(idle) {
      terminal.settle(quietMilliseconds: 50, patience: 1_000)
    }
    note(Figure("bytes sent in an idle second", Double(terminal.bytes - bytes) / idle, "B"))
    note(Figure("processor while idle", (terminal.cpuSeconds - cpu) / idle * 100, "% of a core"))
    try busy(note)
  }

  /// Fills a database up to now. False when the program fails.
  private func fill(_ database: String) throws -> Bool {
    if let events {
      let now = Instant(seconds: Int64(Date().timeIntervalSince1970))
      try GeneratedHistory(events: events, end: now, seed: seed).store(in: database)
      return true
    }
    let logs = folder + "/ui-logs"
    defer { try? FileManager.default.removeItem(atPath: logs) }
    return ChildRun([program, "demo", "--write", logs, "--events", "200000"])?.status == 0
      && ChildRun([program, "ingest", "--db", database, logs])?.status == 0
  }

  private func frames(_ database: String, _ note: (Figure) -> Void) throws {
    let store = try SQLiteStore(reading: database, zone: .utc)
    let builder = SnapshotBuilder(source: store, zone: .utc)
    let now = try store.health().lastEvent ?? Instant(seconds: 0)
    var state = DashboardState(size: ScreenSize(width: 200, height: 50), now: now)
    let asked = ContinuousClock.now
    let first = try builder.build(for: state.request, at: now)
    note(Figure("facts of a frame, first", (ContinuousClock.now - asked) / .milliseconds(1), "ms"))
    let again = timed(20) { _ = try? builder.build(for: state.request, at: now) }
    note(Figure("facts of a frame, again", again, "ms"))
    _ = reduce(&state, .snapshot(first))
    let options = DashboardOptions(zone: .utc)
    for view in ["1", "2", "5", "7"] {
      for case .ask(let request) in reduce(&state, .key(.character(Character(view)))) {
        _ = reduce(&state, .snapshot(try builder.build(for: request, at: now)))
      }
      note(
        Figure("frame of 200×50, view \(view)", timed(200) { _ = Renderer.render(state, options) }, "ms"))
    }
  }

  private func keys(_ name: String, _ keys: [String], _ terminal: PseudoTerminal, _ note: (Figure) -> Void) {
    var times: [Double] = []
    for _ in 0..<20 {
      for key in keys {
        if let time = terminal.answer(to: key) { times.append(time) }
        terminal.settle(quietMilliseconds: 40, patience: 60)
      }
    }
    guard !times.isEmpty else { return }
    note(
      Figure(
        "answer to a key: \(name)", times.median, "ms", extra: "longest \(Figure.short(times.max() ?? 0)) ms")
    )
  }

  /// Processor time of the drawing thread at 5,000 lines a second, 250 at a time.
  private func busy(_ note: (Figure) -> Void) throws {
    let log = folder + "/busy.jsonl"
    try Data().write(to: URL(fileURLWithPath: log))
    guard let file = FileHandle(forWritingAtPath: log),
      let terminal = PseudoTerminal(
        [program, "top", "--db", folder + "/busy.db", log], width: 200, height: 50)
    else { return }
    terminal.settle(quietMilliseconds: 1_000)
    let used = terminal.screenSeconds
    let start = ContinuousClock.now
    for step in 0..<400 {
      let time = Date().timeIntervalSince1970
      let lines = (step * 250..<(step + 1) * 250).map {
        "{\"ts\":\(time),\"request_id\":\"busy-request-\($0)\",\"model\":\"gpt-4o\",\"feature\":\"feature\($0 % 20)\","
          + "\"prompt_tokens\":\(900 + $0 % 700),\"completion_tokens\":\($0 % 200)}\n"
      }
      try file.write(contentsOf: Data(lines.joined().utf8))
      while ContinuousClock.now - start < .milliseconds(50 * (step + 1)) {
        terminal.settle(quietMilliseconds: 1, patience: 5)
      }
    }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    note(
      Figure(
        "the thread that draws, at 5,000 lines a second", (terminal.screenSeconds - used) / seconds * 100,
        "% of a core"))
  }

  /// Median milliseconds of a call.
  private func timed(_ count: Int, _ body: () -> Void) -> Double {
    (0..<count).map { _ in
      let start = ContinuousClock.now
      body()
      return (ContinuousClock.now - start) / .milliseconds(1)
    }.median
  }
}
