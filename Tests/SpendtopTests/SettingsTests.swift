import SpendAlerts
import SpendAnalytics
import SpendCore
import SpendDelivery
import SpendLogFormats
import SpendIngest
import SpendPricing
import Testing

@testable import SpendSettings
@testable import spendtop

@Suite struct SettingsTests {
  private func settings(_ text: String) throws -> Settings {
    try Settings(toml: text, path: "config.toml")
  }

  /// What a person reads about a wrong text.
  private func complaint(_ text: String) -> UserMessage? {
    do {
      _ = try settings(text)
      return nil
    } catch let failure as CommandError {
      #expect(failure.status == .usage)
      return failure.message
    } catch {
      Issue.record("\(error)")
      return nil
    }
  }

  @Test("an empty file is the defaults")
  func empty() throws {
    let settings = try settings("")
    #expect(settings.timezone == nil && settings.database == nil && settings.keepEventsSeconds == nil)
    #expect(settings.billingDay == 1 && !settings.hashUsers)
    #expect(settings.sources.isEmpty && settings.budgets.isEmpty && settings.receivers.isEmpty)
  }

  @Test("amounts that would count twice or be converted twice are refused")
  func amountsOnce() {
    func shared(_ name: String) -> String { "[[shared_cost]]\nname = \"\(name)\"\nusd_per_month = 5\n" }
    func credit(_ month: String) -> String {
      "[[credit]]\nname = \"welcome\"\nusd = 5\nmonth = \"\(month)\"\n"
    }
    #expect(complaint(shared("a") + shared("b")) == nil)
    #expect(
      complaint(shared("a") + shared("a"))?.because == "line 5: there are two [[shared_cost]] named \"a\"")
    #expect(complaint(credit("2026-10") + credit("2026-11")) == nil)
    #expect(
      complaint(credit("2026-10") + credit("2026-10"))?.because
        == "line 6: there are two [[credit]] named \"welcome\" in 2026-10")
    #expect(complaint("[currency]\ncode = \"USD\"\nper_usd = 1\n") == nil)
    #expect(
      complaint("[currency]\ncode = \"USD\"\nper_usd = 0.9\n")?.because
        == "line 3: a US dollar is one US dollar")
  }

  @Test("a whole configuration")
  func whole() throws {
    let settings = try settings(
      """
      timezone = "Asia/Tokyo"
      database = "/data/spend.db"
      keep_events = "90d"
      privacy.hash_users = true
      portkey.cost_unit = "usd"
      billing_day = 15

      [[source]]
      path = "/logs/*.jsonl"
      format = "auto"
      columns = "timestamp, index"
      set.environment = "production"
      set.feature = "{path.1}"

      [mapping.ours]
      when = "our_version"
      model = "llm.name"
      latency_unit = "s"

      [[rule]]
      when = { route = "/v1/search/*" }
      set = { feature = "search" }

      [[budget]]
      name = "monthly"
      amount = 1200.50
      period = "rolling 30d"
      filter = { environment = "production" }
      warn = 0.75
      split_by = "feature"

      [[receiver]]
      name = "night"
      type = "exec"
      command = ["/usr/local/bin/wake", "--loud"]
      secret_env = "WAKE_KEY"
      severity = "critical"

      [[price]]
      provider = "openai"
      model = "gpt-4o"
      factor = 0.85

      [[price]]
      provider = "openai"
      model = "gpt-5"
      input = "1.10"

      [[gpu]]
      model = "own-70b"
      gpus = 2
      usd_per_hour = 2.50
      """)
    #expect(settings.timezone == "Asia/Tokyo")
    #expect(settings.keepEventsSeconds == 7_776_000)
    #expect(settings.hashUsers && settings.portkeyCost == .dollars && settings.billingDay == 15)
    #expect(
      settings.sources.first?.assignments == [
        LabelAssignment(.feature, "{path.1}"), LabelAssignment(.environment, "production"),
      ])
    #expect(settings.sources.first?.format == nil)
    #expect(settings.sources.first?.columns == ["timestamp", "index"])
    #expect(settings.mappings.first?.latencyUnit == "s")
    #expect(settings.rules.first?.conditions == ["route": "/v1/search/*"])
    let budget = try #require(settings.budgets.first)
    #expect(budget.amount == Money(decimal: "1200.5"))
    #expect(budget.period == .rolling(seconds: 30 * 86_400))
    #expect(budget.filters == [DimensionFilter(.environment, .equals("production"))])
    #expect(budget.warn == 0.75 && budget.critical == 1 && budget.splitBy == .feature)
    let receiver = try #require(settings.receivers.first)
    #expect(receiver.kind == .exec && receiver.secret == .environment("WAKE_KEY"))
    #expect(receiver.command == ["/usr/local/bin/wake", "--loud"] && receiver.severity == .critical)
    #expect(settings.prices.map(\.factor) == [850_000, nil])
    #expect(settings.prices[1].prices.input == UnitPrice(picodollars: 1_100_000))
    #expect(settings.gpus.first?.rent == .perHour(Money(nanodollars: 2_500_000_000)))
  }

  @Test(
    "what is wrong is said with its line",
    arguments: [
      ("timezon = \"UTC\"", "line 1: the configuration has the unknown key \"timezon\"", "\"timezone\""),
      ("\n# zone\ntimezone = \"Mars/Base\"", "line 3: there is no time zone \"Mars/Base\"", nil),
      ("timezone = 3", "line 1: \"timezone\" in the configuration must be a text in quotes", nil),
      ("billing_day = 40", "line 1: \"billing_day\" in the configuration is 40", nil),
      ("keep_events = \"long\"", "line 1: \"keep_events\" in the configuration is \"long\"", "90d"),
      ("privacy.hash_user = true", "line 1: [privacy] has the unknown key", "\"hash_users\""),
      ("[privacy]\n\nhash_users = 1", "line 3: \"hash_users\" in [privacy] must be true or false", nil),
      ("[[source]]\nformat = \"auto\"", "line 1: [[source]] has no \"path\"", nil),
      (
        "[[source]]\npath = \"a\"\n[[source]]\npath = \"b\"\nset.featur = \"x\"",
        "line 5: [source.set] has the unknown key \"featur\"", "\"feature\""
      ),
      (
        "[[source]]\npath = \"a\"\nformat = \"nosuch-format\"",
        "line 3: there is no format \"nosuch-format\"",
        nil
      ),
      (
        "[[source]]\npath = \"a\"\n[source.set]\n\nteem = \"x\"",
        "line 5: [source.set] has the unknown key \"teem\"", "\"team\""
      ),
      (
        "[[rule]]\nset = { feature = \"x\" }\n[[rule]]\n\nset = { featur = \"x\" }",
        "line 5: [rule.set] has the unknown key", nil
      ),
      ("[mapping.ours]\nmodle = \"m\"", "line 2: [mapping.ours] has the unknown key \"modle\"", "\"model\""),
      (
        "[[price]]\nmodel = \"m\"\ninput = -3", "line 3: \"input\" in [[price]] is -3, it cannot be negative",
        nil
      ),
      ("[[price]]\ninput = \"cheap\"", "line 2: \"input\" in [[price]] must be a number", nil),
      ("[[price]]\nfactor = 0.5\ninput = 1", "line 2: a [[price]] has both a factor and prices", nil),
      ("[[budget]]\nname = \"b\"", "line 1: the budget \"b\" has no amount", nil),
      (
        "[[budget]]\nname = \"b\"\namount = 1\nperiod = \"fortnight\"",
        "line 4: there is no period \"fortnight\"", "rolling 30d"
      ),
      (
        "[[budget]]\nname = \"b\"\namount = 1\nsplit_by = \"featur\"",
        "line 4: \"split_by\" in [[budget]] is \"featur\"", "\"feature\""
      ),
      (
        "[[receiver]]\nname = \"r\"\ntype = \"slak\"", "line 3: \"type\" in [[receiver]] is \"slak\"",
        "\"slack\""
      ),
      (
        "[[receiver]]\nname = \"r\"\ntype = \"exec\"",
        "line 1: the receiver \"r\" of the type \"exec\" has no command", nil
      ),
      ("[[gpu]]\nmodel = \"m\"", "line 1: a [[gpu]] has no usd_per_hour", nil),
      ("source = \"logs\"", "line 1: \"source\" in the configuration must be a list of tables", nil),
      ("a = [\n  \"[[rule]]\",\n  \"x = 1\",\n]\ntimezon = 1", "line 1: the configuration has", nil),
      ("database = \"\"\"\nx = 1\n\"\"\"\nbilling_day = 0", "line 4: \"billing_day\"", nil),
      ("timezone = ", "line 1: ", nil),
      ("# written elsewhere\r\n\r\ntimezon = \"UTC\"\r\n", "line 3: the configuration has", nil),
      ("database = 'it''s'\n[privacy]\nhash = true", "line 1: ", nil),
      ("database = \"a # no comment [\"\nbilling_day = 0", "line 2: \"billing_day\"", nil),
    ] as [(String, String, String?)])
  func complaints(_ text: String, because: String, advice: String?) throws {
    let message = try #require(complaint(text))
    #expect(message.what == "cannot use the configuration \"config.toml\"")
    #expect(message.because?.hasPrefix(because) == true, "\(message.because ?? "nothing")")
    if let advice { #expect(message.tryThis?.contains(advice) == true, "\(message.tryThis ?? "nothing")") }
  }

  @Test(
    "periods of budgets",
    arguments: [
      ("hour", .calendar(.hour)), ("day", .calendar(.day)), ("week", .calendar(.week)),
      ("month", .calendar(.month)), ("billing", .billing), ("rolling 12h", .rolling(seconds: 43_200)),
      ("rolling", nil), ("rolling -3d", nil), ("rolling 0d", nil), ("year", nil), ("", nil),
    ] as [(String, BudgetPeriod?)])
  func periods(_ text: String, expected: BudgetPeriod?) {
    #expect(BudgetPeriod(text) == expected)
  }
}
