import SpendCore
import Testing

@testable import SpendAlerts

/// The recipe "add an alert rule": a type with its name, its wording and its evaluation is a whole rule.
@Suite struct RuleRegistryTests {
  /// Fires while more than a number of folders is watched.
  private struct CrowdRule: RuleDefinition {
    var name: String { "crowd" }
    var heading: String { "Crowd" }
    var runbook: String { "see the folders: spendtop doctor" }
    var needs: Set<RuleNeed> { [.folders] }
    var isPrompt: Bool { true }

    func setDefaults(_ rule: inout AlertRule) {
      (rule.warn, rule.critical) = (2, 4)
    }

    func evaluate(_ rule: AlertRule, _ facts: AlertFacts) -> [RuleResult] {
      [
        RuleResult(
          rule, judging: Double(facts.ingest.folders.count),
          summary: "\(facts.ingest.folders.count) folders are watched")
      ]
    }
  }

  private static func facts(folders: Int) -> AlertFacts {
    let now = Instant(seconds: 1_790_000_000)
    var facts = AlertFacts(now: now)
    facts.ingest.folders = (0..<folders).map {
      LogFolder(path: "/logs/\($0)", firstSeen: now, lastGrown: now)
    }
    return facts
  }

  @Test("a new kind of rule fires, is announced and ends without a change elsewhere")
  func newKind() throws {
    let rule = AlertRule(RuleKind(CrowdRule()))
    #expect(rule.name == "crowd" && rule.warn == 2 && rule.critical == 4)
    #expect(rule.results(Self.facts(folders: 1)).map(\.severity) == [nil])
    #expect(rule.results(Self.facts(folders: 3)).map(\.severity) == [.warning])

    var engine = AlertEngine()
    let start = Instant(seconds: 1_790_000_000)
    let step = engine.step(rule.results(Self.facts(folders: 5)), rules: [rule], at: start)
    let alert = try #require(step.notices.first?.alerts.first)
    #expect(alert.severity == .critical && alert.summary == "5 folders are watched")
    #expect(alert.runbook == "see the folders: spendtop doctor")
  }

  @Test("every kind has a name of its own, a heading, a next step, and is found by its name")
  func kinds() throws {
    let kinds = RuleKind.allCases
    #expect(Set(kinds.map(\.rawValue)).count == kinds.count && kinds.count == 17)
    for kind in kinds {
      #expect(RuleKind(rawValue: kind.rawValue) == kind)
      #expect(!kind.definition.heading.isEmpty)
      #expect(kind.definition.runbook.contains(":"), "\(kind.rawValue) names no next step")
      #expect(AlertRule(kind).isOn)
    }
    #expect(RuleKind(rawValue: "crowd") == nil)
  }

  @Test(
    "the threshold of missing spend is a distance below what is usual",
    arguments: [(nil, -5.0, true), (4.0, -5.0, true), (6.0, -5.0, false), (-6.0, -7.0, true)]
      as [(Double?, Double, Bool)])
  func missingSpend(warn: Double?, z: Double, fires: Bool) {
    var rule = AlertRule(.missingSpend)
    rule.warn = warn
    var verdict = AnomalyVerdict()
    (verdict.z, verdict.isMissing) = (z, true)
    var facts = Self.facts(folders: 0)
    facts.series = [SeriesFacts(verdict: verdict)]
    #expect(rule.results(facts).map(\.severity) == [fires ? .warning : nil])
  }
}
