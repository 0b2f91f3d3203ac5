import SpendCore
import SpendScreen
import SpendTestSupport
import SpendText
import Testing

@testable import SpendDashboard

/// A panel that exists in this file alone.
private struct NotesPanel: Panel {
  let id = PanelID("notes")
  let key: Character? = "N"
  let title = "Notes"
  let help = ["Notes of the day", "w writes a note"]
  let drillWord: String? = "read"

  private static let notes = ["prompt v3 for search", "cache on", "=sum"]

  func rows(_ snapshot: DashboardSnapshot, _ state: DashboardState) -> PanelRows {
    PanelRows("Notes", keys: Self.notes.map { .named($0) }) {
      [PanelColumn("note", .label(least: 10), 0) { .text(label(Self.notes[$0])) }]
    }
  }

  func drill(_ index: Int, _ state: inout DashboardState) -> [Effect] {
    state.message = "read \(Self.notes[index])"
    return []
  }

  func handle(_ key: Key, _ state: inout DashboardState) -> [Effect]? {
    guard key == .character("w") else { return nil }
    state.message = "written"
    return []
  }
}

@Suite struct PanelRegistryTests {
  private func state() throws -> DashboardState {
    var state = DashboardState(size: ScreenSize(width: 120, height: 36), now: SampleTraffic.now)
    state.panels = PanelRegistry(PanelRegistry.standard.panels + [NotesPanel()])
    let builder = SnapshotBuilder(source: MemorySource(SampleTraffic.records()), zone: .utc)
    _ = reduce(&state, .snapshot(try builder.build(for: state.request, at: SampleTraffic.now)))
    return state
  }

  private func text(_ state: DashboardState) -> String {
    Renderer.render(state, DashboardOptions(zone: .utc)).plainText
  }

  private func press(_ keys: [Key], _ state: inout DashboardState) -> [Effect] {
    keys.flatMap { reduce(&state, .key($0)) }
  }

  @Test("a registered panel has a view with its key, its rows, its keys, an export and a help")
  func newPanel() throws {
    var state = try state()
    #expect(text(state).contains("N Notes"))
    _ = press([.character("N"), .down], &state)
    #expect(state.view == View("notes") && state.focus == PanelID("notes"))
    let screen = text(state)
    #expect(screen.contains("▸cache on") && screen.contains("prompt v3 for search"))
    #expect(screen.contains("⏎ read"))
    _ = press([.enter], &state)
    #expect(state.message == "read cache on")
    _ = press([.character("w")], &state)
    #expect(state.message == "written")
    #expect(ViewExport(state).text(.csv) == "note\n\"prompt v3 for search\"\n\"cache on\"\n\"'=sum\"\n")
    _ = press([.character("?")], &state)
    #expect(text(state).contains("Notes of the day") && text(state).contains("w writes a note"))
    _ = press([.escape, .character("1"), .character(":")] + "view notes".map { .character($0) }, &state)
    #expect(press([.enter], &state).isEmpty && state.view == View("notes"))
    // A press on the name in the footer is its key.
    _ = press([.character("1")], &state)
    let rows = text(state).split(separator: "\n").map(Array.init)
    let tab = try #require(rows[34].indices.first { String(rows[34][$0...]).hasPrefix("N Notes") })
    _ = press([.mouse(MousePress(.press, row: 34, column: tab))], &state)
    #expect(state.view == View("notes"))
  }

  @Test("identities, keys and names of the panels and views are unique")
  func unique() {
    let registry = PanelRegistry.standard
    #expect(Set(registry.panels.map(\.id)).count == registry.panels.count)
    let keys = registry.views.compactMap(\.key)
    #expect(Set(keys).count == keys.count)
    #expect(Set(registry.views.map(\.view)).count == registry.views.count)
    let bound = Keymap().bindings.flatMap(\.keys)
    for key in keys { #expect(!bound.contains(.character(key)), "\(key)") }
  }
}
