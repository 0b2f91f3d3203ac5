import ArgumentParser
import Foundation
import SpendCore
import SpendReports
import Testing

@testable import SpendSettings
@testable import spendtop

@Suite struct BudgetCommandTests {
  private static let before = """
    # ours
    timezone = "UTC"  # days

    [[budget]]
    name = "prod"        # the big one
    amount = 100         # approved by Ann
    filter = { environment = "production" }

    # for research
    [[budget]]
    amount = 7
    name = 'lab "x"'
    [budget.filter]
    team = "lab"

    [[rule]]
    when = { model = "gpt*" }
    set = { feature = "x" }
    """

  @Test("editing keeps comments and order")
  func set() throws {
    var tables = TOMLTables(Self.before)
    try tables.set([("amount", "250"), ("period", "\"week\"")], in: "budget", named: "prod")
    #expect(tables.text.contains("amount = 250         # approved by Ann\n"))
    #expect(tables.text.contains("{ environment = \"production\" }\nperiod = \"week\"\n\n# for research"))
    let settings = try Settings(toml: tables.text, path: "c")
    #expect(settings.budgets.map(\.amount.decimalString) == ["250", "7"])
    #expect(settings.budgets[0].period == .calendar(.week))
    #expect(settings.rules.count == 1)
  }

  @Test("removing takes the table with its subtables and nothing else")
  func remove() throws {
    var tables = TOMLTables(Self.before)
    try tables.remove("budget", named: "lab \"x\"")
    let settings = try Settings(toml: tables.text, path: "c")
    #expect(settings.budgets.map(\.name) == ["prod"])
    #expect(settings.rules.count == 1)
    #expect(tables.text.contains("# ours"))
    #expect(!tables.text.contains("team"))
  }

  @Test("appended budgets are read back as given")
  func append() throws {
    var tables = TOMLTables("")
    tables.append(
      [("name", TOMLText.string("a \"b\"\n\\")), ("amount", "\"0.5\""), ("filter", "{ model = \"~^gpt\" }")],
      as: "budget")
    let budget = try #require(try Settings(toml: tables.text, path: "c").budgets.first)
    #expect(budget.name == "a \"b\"\n\\")
    #expect(budget.amount.decimalString == "0.5")
    #expect(budget.filters == [DimensionFilter(.model, .matches("^gpt"))])
  }

  @Test(
    "what makes no sense is refused",
    arguments: [
      "amount = 0", "amount = -5", "amount = 1\nwarn = 0", "amount = 1\nperiod = \"fortnight\"",
      "amount = 1\nfilter = { flavour = \"x\" }", "amount = 1\nfilter = { model = \"~(\" }",
      "amount = 1\nwarn = 80", "amount = 1\nwarn = \"500.1%\"", "amount = 1\nwarn = 1.5\ncritical = 0.9",
      "amount = 1\nwarn = 1.5", "amount = 1\nwarn = \"x%\"",
      "amount = 1\ntimezone = \"Mars\"", "amount = 1\nbilling_day = 32", "amount = 1\nsplit_by = \"sort\"",
      "amount = 1\n[[budget]]\nname = \"b\"\namount = 2",
    ])
  func refused(text: String) throws {
    #expect(throws: CommandError.self) {
      try Settings(toml: "[[budget]]\nname = \"b\"\n\(text)\n", path: "c")
    }
  }

  @Test(
    "levels are shares or percent, and the warning never hides",
    arguments: [
      ("warn = \"80%\"", 0.8, 1), ("warn = 0.5\ncritical = \"90 %\"", 0.5, 0.9), ("critical = 0.5", 0.5, 0.5),
      ("critical = 2", 0.8, 2), ("warn = \"0.75\"", 0.75, 1),
    ] as [(String, Double, Double)])
  func levels(text: String, warn: Double, critical: Double) throws {
    let budget = try #require(
      try Settings(toml: "[[budget]]\nname = \"b\"\namount = 1\n\(text)\n", path: "c").budgets.first)
    #expect(budget.warn == warn && budget.critical == critical)
  }

  @Test("a file is written whole, keeps its mode, and stays as it was after a bad edit")
  func file() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("c-\(UUID().uuidString).toml")
      .path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let file = ConfigurationText(path: path)
    try file.edit { $0.append([("name", "\"b\""), ("amount", "1")], as: "budget") }
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
    #expect(mode == 0o600)
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(throws: CommandError.self) {
      try file.edit { try $0.set([("period", "\"x\"")], in: "budget", named: "b") }
    }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
  }

  @Test("the list says what is spent of what, as text and as JSON")
  func list() throws {
    let sample = try SampleStore()
    var context = sample.context()
    context.settings.budgets = [
      Budget(name: "all", amount: Money(nanodollars: 1_000_000_000), period: .calendar(.month)),
      Budget(
        name: "search", amount: Money(nanodollars: 10_000_000_000), period: .calendar(.day),
        filters: [DimensionFilter(.feature, .equals("search"))]),
    ]
    let report = BudgetReport(try BudgetList.parse([]).statuses(context), zone: .utc)
    #expect(report.table.contains("≥$1.26"))
    #expect(report.table.contains("exhausted"))
    let json = try JSONSerialization.jsonObject(with: Data(report.json.utf8)) as? [String: Any]
    let first = try #require((json?["budgets"] as? [[String: Any]])?.first)
    #expect(first["blind"] as? Bool == true)
    #expect(first["severity"] as? String == "critical")
    #expect(first["spent_usd"] as? String == "1.257000001")
  }
}
