import SpendCore
import SpendScreen
import SpendTestSupport
import SpendText
import Testing

@testable import SpendDashboard

@Suite struct SettingsTests {
  private let builder = SnapshotBuilder(source: MemorySource(SampleTraffic.records()), zone: .utc)

  private func state() throws -> DashboardState {
    var state = DashboardState(size: ScreenSize(width: 120, height: 36), now: SampleTraffic.now)
    _ = reduce(&state, .snapshot(try builder.build(for: state.request, at: SampleTraffic.now)))
    return state
  }

  private func press(_ keys: [Key], _ state: inout DashboardState) throws -> [Effect] {
    try keys.flatMap { key in
      let effects = reduce(&state, .key(key))
      for case .ask(let request) in effects {
        _ = reduce(&state, .snapshot(try builder.build(for: request, at: SampleTraffic.now)))
      }
      return effects
    }
  }

  private func text(_ state: DashboardState) -> String {
    Renderer.render(state, DashboardOptions(zone: .utc)).plainText
  }

  @Test("each change is seen at once, Enter saves, and Escape restores")
  func form() throws {
    var state = try state()
    #expect(try press([.character(","), .right], &state) == [.use(.nord)])
    #expect(state.settings.palette == .nord && text(state).contains("◂ nord ▸"))
    #expect(try press([.escape], &state) == [.use(.dark)])
    #expect(state.settings == ScreenSettings() && state.overlay == nil)

    // Density, range, and the third column.
    _ = try press([.function(2), .down, .right, .down, .right, .down, .down, .down, .character(" ")], &state)
    #expect(state.settings.density == .compact && state.settings.range == .week)
    #expect(state.settings.hiddenColumns == [.change] && state.request.choice == .week)
    let saved = state.settings
    #expect(try press([.enter], &state) == [.saveSettings(saved, before: ScreenSettings())])
    #expect(state.overlay == nil && !text(state).contains("Δ") && !text(state).contains("╭"))
    #expect(try press([.character(","), .enter], &state).isEmpty)
  }

  @Test("a press on a row of the form changes it, one beside the form cancels")
  func mouse() throws {
    var state = try state()
    _ = try press([.character(",")], &state)
    let rows = text(state).split(separator: "\n", omittingEmptySubsequences: false).map(Array.init)
    let row = try #require(rows.firstIndex { String($0).contains("density") })
    let column = try #require(rows[row].firstIndex(of: "◂"))
    _ = try press([.mouse(MousePress(.press, row: row, column: column))], &state)
    #expect(state.settings.density == .compact)
    _ = try press([.mouse(MousePress(.press, row: 0, column: 0))], &state)
    #expect(state.settings.density == .normal && state.overlay == nil)
  }

  @Test("a list has a row more in the compact density, and a press selects the row under it")
  func density() throws {
    var state = try state()
    _ = try press([.character("5")], &state)
    let height = state.layout.listHeight(.requests)
    state.settings.density = .compact
    #expect(state.layout.listHeight(.requests) == height + 1)
    let region = try #require(state.layout.panels.first).region
    let rows = text(state).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    _ = try press([.mouse(MousePress(.press, row: region.row + 4, column: 10))], &state)
    let selected = text(state).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    #expect(selected[region.row + 4].hasPrefix("▸") && rows[region.row + 4].hasPrefix(" "))
  }

  @Test("the palette sets a theme by its name, and L changes between light and dark")
  func themes() throws {
    var state = try state()
    let line = "theme solarized-light".map { Key.character($0) }
    #expect(try press([.character(":")] + line + [.enter], &state) == [.use(.solarizedLight)])
    #expect(try press([.character("L")], &state) == [.use(.dark)])
    #expect(try press([.character("L")], &state) == [.use(.light)])
  }

  @Test("themes of the configuration are chosen like those of the program")
  func ownThemes() throws {
    var state = try state()
    let own = Palette(name: "mine", base: .nord, colours: [.title: 0xff0000])
    state.settings.palettes.append(own)
    #expect(
      try press([.character(":")] + "theme mine".map { .character($0) } + [.enter], &state) == [.use(own)])
    // After the last one comes the first, and before the first the last.
    #expect(try press([.character(","), .right], &state) == [.use(.dark)])
    #expect(try press([.left], &state) == [.use(own)])
    #expect(text(state).contains("◂ mine ▸") && text(state).contains("nord with colours of your own"))
  }
}
