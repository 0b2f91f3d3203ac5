import Foundation
import SpendCore
import SpendDashboard
import SpendScreen
import Testing

@testable import SpendSettings
@testable import spendtop

@Suite struct ScreenSettingsTests {
  private static let text = """
    # my settings
    timezone = "UTC"   # of the team

    [keys]
    F5 = "view models"

    [[budget]]
    name = "all"     # everything
    amount = 500

    """

  @Test("what is changed on the screen is in the file, and every comment stays")
  func saved() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("s-\(UUID().uuidString).toml")
      .path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Self.text.write(toFile: path, atomically: true, encoding: .utf8)
    var settings = ScreenSettings()
    settings.palette = .gruvbox
    settings.density = .compact
    settings.range = .week
    settings.hiddenColumns = [.cache, .firstToken]
    _ = try settings.save(over: ScreenSettings(), in: path)
    let written = try String(contentsOfFile: path, encoding: .utf8)
    for line in Self.text.split(separator: "\n") { #expect(written.contains(line)) }
    var read = try Settings(toml: written, path: path)
    #expect(read.theme == .gruvbox && read.timezone == "UTC" && read.budgets.count == 1)
    #expect(read.screen.density == .compact && read.screen.range == .week)
    #expect(read.screen.hiddenColumns == [.cache, .firstToken])

    // A second change keeps the lines and the comments behind them.
    try written.replacing("density = \"compact\"", with: "density = \"compact\"  # small screen")
      .write(toFile: path, atomically: true, encoding: .utf8)
    let before = settings
    settings.density = .normal
    settings.hiddenColumns = []
    _ = try settings.save(over: before, in: path)
    let again = try String(contentsOfFile: path, encoding: .utf8)
    #expect(again.contains("density = \"normal\"  # small screen") && again.contains("hidden_columns = []"))
    #expect(again.split(separator: "\n").count == written.split(separator: "\n").count)
    read = try Settings(toml: again, path: path)
    #expect(read.theme == .gruvbox && read.screen.range == .week)
  }

  @Test("without a file one is made, and only what was changed is in it")
  func fresh() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("s-\(UUID().uuidString).toml")
      .path
    defer { try? FileManager.default.removeItem(atPath: path) }
    var settings = ScreenSettings()
    settings.palette = .solarizedLight
    _ = try settings.save(over: ScreenSettings(), in: path)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "theme = \"solarized-light\"\n")
  }

  @Test(
    "unknown values are refused with the ones there are",
    arguments: [
      "theme = \"blue\"", "[screen]\ndensity = \"x\"", "[screen]\nrange = \"5m\"",
      "[screen]\nhidden_columns = [\"cost\"]", "[screen]\ncolour = 1",
    ])
  func refused(text: String) {
    #expect(throws: CommandError.self) { try Settings(toml: text, path: "c.toml") }
  }

  @Test("a theme of the configuration starts from one of the program")
  func ownTheme() throws {
    let settings = try Settings(
      toml: """
        theme = "mine"

        [themes.mine]
        base = "light"
        alarm = "#ff00ff"

        [themes.other]
        text = "#eeeeee"
        """, path: "c.toml")
    let mine = Palette(name: "mine", base: .light, colours: [.alarm: 0xff00ff])
    #expect(settings.theme == mine)
    #expect(settings.themes == [mine, Palette(name: "other", base: .dark, colours: [.text: 0xeeeeee])])
  }

  @Test(
    "an unusable theme is refused with its line and what to write",
    arguments: [
      ("[themes.mine]\nalarm = \"red\"", 2, "#9aa0a8"), ("[themes.mine]\n\nalarm = 3", 3, "text in quotes"),
      ("[themes.mine]\nalrm = \"#ff0000\"", 2, "alarm"), ("[themes.mine]\nbase = \"gruvbx\"", 2, "gruvbox"),
      ("[themes.mine]\nbase = \"mine\"", 2, "solarized-light"),
      ("\n[themes.nord]\ntext = \"#ffffff\"", 2, "base"),
      ("\n[themes.abcdefghijklmnopqrstuvwxyz]\ntext = \"#ffffff\"", 2, "letters"),
      ("theme = \"min\"\n[themes.mine]", 1, "mine"),
    ])
  func refusedTheme(text: String, line: Int, advice: String) throws {
    let error = try #require(throws: CommandError.self) { try Settings(toml: text, path: "c.toml") }
    let message = "\(error.message)"
    #expect(message.contains("c.toml:\(line)") || message.contains("line \(line)"), "\(message)")
    #expect(message.contains(advice), "\(message)")
    // The base of a theme is one of the program.
    #expect(!text.contains("base") || !message.contains("or a [themes."), "\(message)")
  }
}
