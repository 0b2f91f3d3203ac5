import SpendCore
import SpendScreen
import SpendTestSupport
import Testing

@testable import SpendDashboard

/// The first screen of a machine without logs.
@Suite struct WelcomeTests {
  private func state(_ size: ScreenSize) throws -> DashboardState {
    var options = DashboardOptions(zone: .utc)
    options.welcome = Welcome(
      searched: ["Claude Code", "Codex CLI"], configurationPath: "/home/dev/config.toml")
    var state = DashboardState(size: size, now: SampleTraffic.now)
    state.begin(SnapshotRequest(), view: .overview, options)
    let builder = SnapshotBuilder(source: MemorySource(), zone: .utc)
    _ = reduce(&state, .snapshot(try builder.build(for: state.request, at: SampleTraffic.now)))
    return state
  }

  private func rows(_ state: DashboardState) -> [String] {
    Renderer.render(state, DashboardOptions(zone: .utc)).plainText
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  static let sizes = [
    ScreenSize(width: 80, height: 24), ScreenSize(width: 120, height: 36), ScreenSize(width: 300, height: 80),
  ]

  @Test("shows three ways to begin and only the keys that work", arguments: sizes)
  func ways(size: ScreenSize) throws {
    let rows = rows(try state(size))
    let text = rows.joined(separator: "\n")
    for way in [
      "spendtop demo", "spendtop /var/log/llm", "| spendtop -", "[[source]] in /home/dev/config.toml",
    ] {
      #expect(text.contains(way), "\(way)")
    }
    #expect(text.contains("None found yet of Claude Code, Codex CLI"))
    let footer = rows[(size.height - 2)..<size.height].joined().trimmingPrefix(" ")
    #expect(footer == ", settings  ? help  q quit")
  }

  @Test("keys and clicks without effect change nothing, the others do what the footer says")
  func keys() throws {
    var state = try state(Self.sizes[0])
    let before = rows(state)
    var keys: [Key] = "123456789tTgGmcosSr/\\:[]0zve-vax".map { .character($0) }
    keys += [.enter, .tab, .down, .pageDown, .paste("x")]
    keys += (0..<80).map { .mouse(MousePress(.press, row: 22, column: $0)) }
    for key in keys {
      #expect(reduce(&state, .key(key)).isEmpty, "\(key)")
      #expect(rows(state) == before, "\(key)")
    }
    _ = reduce(&state, .key(.character(",")))
    #expect(rows(state).contains { $0.contains("Settings") })
    _ = reduce(&state, .key(.escape))
    let help = try #require(before[23].firstRange(of: "? help")).lowerBound
    let column = before[23].distance(from: before[23].startIndex, to: help)
    _ = reduce(&state, .key(.mouse(MousePress(.press, row: 23, column: column))))
    #expect(rows(state).contains { $0.contains("Esc closes") })
    _ = reduce(&state, .key(.escape))
    #expect(reduce(&state, .key(.character("q"))) == [.quit])
  }

  @Test("the first requests take its place")
  func ended() throws {
    var state = try state(Self.sizes[1])
    let builder = SnapshotBuilder(source: MemorySource(SampleTraffic.records(days: 1)), zone: .utc)
    _ = reduce(&state, .snapshot(try builder.build(for: state.request, at: SampleTraffic.now)))
    #expect(!rows(state).joined().contains("No logs found"))
    _ = reduce(&state, .key(.character("5")))
    #expect(state.view == .requests)
  }
}
