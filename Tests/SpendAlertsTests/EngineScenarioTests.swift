import Foundation
import SpendAlerts
import SpendCore
import Testing

/// Several alerts, minute by minute, and what receivers are told: `rule/budget` and a script as in
/// `MachineScenario`, with a hold of one minute and a keep of two.
struct EngineScenario: CustomTestStringConvertible {
  var name: String
  var scripts: [(labels: [String: String], kind: RuleKind, script: String)]
  var expected: [String]
  var controls = AlertControls()
  var parents: [String: Set<String>] = [:]
  /// At this minute the engine is stored and read back.
  var restart: Int?
  var late: Set<Int> = []

  var testDescription: String { name }

  init(_ name: String, _ scripts: [String: String], _ expected: [String]) {
    self.name = name
    self.scripts = scripts.sorted { $0.key < $1.key }.map { name, script in
      let parts = name.split(separator: "/").map(String.init)
      var labels = ["rule": parts[0]]
      if parts.count > 1 { labels["budget"] = parts[1] }
      if parts.count > 2 { labels["feature"] = parts[2] }
      return (labels, RuleKind(rawValue: parts[0]) ?? .level, script)
    }
    self.expected = expected
  }

  func with(_ change: (inout EngineScenario) -> Void) -> EngineScenario {
    var copy = self
    change(&copy)
    return copy
  }

  static let start = Instant(seconds: 1_700_000_000)

  static func minute(_ minute: Int) -> Instant { start.adding(seconds: Int64(minute) * 60) }

  private static func calm(_ count: Int) -> String { String(repeating: ".", count: count) }
  private static func bad(_ count: Int, _ sign: String = "C") -> String {
    String(repeating: sign, count: count)
  }
  private static let burn = ["rule": "burn-fast", "budget": "all"]

  static let all = [
    EngineScenario(
      "what lasts is told once, and its end", ["burn-fast/all": bad(20) + calm(20)],
      [
        "2 firing burn-fast/all critical", "23 resolved burn-fast/all critical",
      ]),
    EngineScenario(
      "what is over before the group waited is never told", ["burn-fast/all": "CC" + calm(20)],
      [
        "2 firing burn-fast/all critical", "7 resolved burn-fast/all critical",
      ]),
    EngineScenario(
      "a critical alert is repeated after four hours", ["burn-fast/all": bad(250)],
      ["2 firing burn-fast/all critical", "243 repeat burn-fast/all critical"]),
    EngineScenario("a ticket is not", ["burn-slow/all": bad(250, "w")], ["2 firing burn-slow/all warning"]),
    EngineScenario(
      "worse is told although the lesser was", ["level/all": bad(10, "w") + bad(10)],
      ["2 firing level/all warning", "11 firing level/all critical"]),
    EngineScenario(
      "acknowledged ones are not repeated until that ends", ["burn-fast/all": bad(600)],
      ["2 firing burn-fast/all critical", "491 repeat burn-fast/all critical"]
    ).with {
      $0.controls.acknowledgements = [
        Acknowledgement(key: AlertKey(burn), by: "ann", at: minute(10), until: minute(490))
      ]
    },
    EngineScenario(
      "acknowledged and worse is told", ["level/all": bad(30, "w") + bad(30)],
      ["2 firing level/all warning", "31 firing level/all critical"]
    ).with {
      $0.controls.acknowledgements = [
        Acknowledgement(
          key: AlertKey(["rule": "level", "budget": "all"]), by: "ann", at: minute(10), until: minute(490))
      ]
    },
    EngineScenario(
      "an acknowledgement of the last time does not count", ["burn-fast/all": bad(300)],
      ["2 firing burn-fast/all critical", "243 repeat burn-fast/all critical"]
    ).with {
      $0.controls.acknowledgements = [
        Acknowledgement(key: AlertKey(burn), by: "ann", at: minute(-10), until: minute(490))
      ]
    },
    EngineScenario(
      "silenced ones are told when the silence ends", ["burn-fast/all": bad(60)],
      ["31 firing burn-fast/all critical"]
    ).with {
      $0.controls.silences = [
        Silence(
          id: "s", matchers: [LabelMatcher(name: "budget", value: "a.*", isExpression: true)], start: start,
          end: minute(30), by: "ann")
      ]
    },
    EngineScenario(
      "critical inhibits the warning of the same budget, not of another",
      ["burn-fast/a": bad(20), "burn-slow/a": bad(20, "w"), "burn-slow/b": bad(20, "w")],
      ["2 firing burn-fast/a critical", "2 firing burn-slow/b warning"]),
    EngineScenario(
      "a budget that fires inhibits the tickets of its parts, not their pages",
      ["level/all": bad(20, "w"), "burn-slow/part": bad(20, "w"), "level/part": bad(20)],
      ["2 firing level/all warning", "2 firing level/part critical"]
    ).with { $0.parents = ["part": ["all"]] },
    EngineScenario(
      "all traffic being odd inhibits its parts", ["anomaly": bad(20, "w"), "anomaly/x": bad(20, "w")],
      ["2 firing anomaly warning"]),
    EngineScenario(
      "a stopped collector is the only thing that is told",
      ["collector": bad(20), "level/all": bad(20), "error-rate": bad(20, "w")],
      ["2 firing collector critical"]),
    EngineScenario(
      "parts of a split budget are told together",
      ["level/each/a": bad(20), "level/each/b": "." + bad(19), "level/each/c": calm(4) + bad(16)],
      ["2 firing level/each/a critical, level/each/b critical", "7 firing level/each/c critical"]),
    EngineScenario(
      "a restart says nothing twice", ["burn-fast/all": bad(60) + calm(10)],
      ["2 firing burn-fast/all critical", "63 resolved burn-fast/all critical"]
    ).with { $0.restart = 30 },
    EngineScenario("history that comes late is shown, not told", ["level/all": bad(60, "w")], []).with {
      $0.late = Set(0..<100)
    },
    EngineScenario(
      "what gets worse afterwards is told", ["level/all": bad(10, "w") + bad(10)],
      ["11 firing level/all critical"]
    ).with { $0.late = Set(0..<10) },
    EngineScenario(
      "a storm is told as one",
      Dictionary(uniqueKeysWithValues: (10..<40).map { ("level/b\($0)", bad(10)) }),
      ["2 firing storm of 30"]),
    EngineScenario(
      "flapping is told once an hour", ["burn-fast/all": String(repeating: "CC...", count: 30)],
      [
        "2 firing burn-fast/all critical", "10 resolved burn-fast/all critical",
        "15 firing burn-fast/all critical", "76 repeat burn-fast/all critical",
        "137 repeat burn-fast/all critical",

      ]),
  ]
}

@Suite struct EngineScenarioTests {
  @Test("what receivers are told", arguments: EngineScenario.all)
  func scenario(_ scenario: EngineScenario) throws {
    let rules = RuleKind.allCases.map { kind in
      var rule = AlertRule(kind)
      rule.holdSeconds = 60
      rule.keepSeconds = 120
      return rule
    }
    var engine = AlertEngine()
    var told: [String] = []
    let length = scenario.scripts.map(\.script.count).max() ?? 0
    for minute in 0..<length {
      if minute == scenario.restart {
        engine = try JSONDecoder().decode(AlertEngine.self, from: try JSONEncoder().encode(engine))
      }
      let readings = scenario.scripts.map { one -> RuleResult in
        let sign = Array(one.script).indices.contains(minute) ? Array(one.script)[minute] : "."
        let severity: Severity? = sign == "C" ? .critical : sign == "w" ? .warning : nil
        var rule = AlertRule(one.kind)
        rule.name = one.labels["rule"] ?? ""
        var reading = RuleResult(
          rule, labels: one.labels, severity: severity, holds: false, value: 1, threshold: 1, summary: "s")
        reading.isLate = scenario.late.contains(minute)
        return reading
      }
      let step = engine.step(
        readings, rules: rules, controls: scenario.controls, parents: scenario.parents,
        at: EngineScenario.minute(minute))
      for notice in step.notices { told.append("\(minute) " + Self.text(notice)) }
    }
    #expect(told == scenario.expected)
  }

  private static func text(_ notice: Notice) -> String {
    let word = notice.isRepeat ? "repeat" : notice.state.rawValue
    if notice.groupLabels["storm"] != nil {
      return "\(word) storm of \(notice.alerts.count + notice.unlisted)"
    }
    let alerts = notice.alerts.map { alert in
      let name = ["rule", "budget", "feature"].compactMap { alert.labels[$0] }.joined(separator: "/")
      return "\(name) \(alert.severity.rawValue)"
    }
    return "\(word) " + alerts.sorted().joined(separator: ", ")
  }

  @Test("notices have an id of their own, the same for the same round")
  func ids() {
    func run() -> [String] {
      var engine = AlertEngine()
      let rule = AlertRule(.exhaustion)
      let reading = RuleResult(
        rule, labels: ["budget": "b"], severity: .critical, holds: true, value: 1, threshold: 4, summary: "s")
      return (0..<600).flatMap { minute in
        engine.step([reading], rules: [rule], at: EngineScenario.minute(minute)).notices.map(\.id)
      }
    }
    #expect(run() == run())
    #expect(Set(run()).count == 3)
    #expect(run().allSatisfy { $0.count == 32 })
  }

  @Test(
    "matchers are those of Alertmanager",
    arguments: [
      ("budget=all", ["budget": "all"], true), ("budget=all", ["budget": "allx"], false),
      ("budget!=all", ["budget": "b"], true), ("budget!=all", [:], true),
      ("budget=~a.*", ["budget": "all"], true), ("budget=~a", ["budget": "all"], false),
      ("budget!~a.*", ["budget": "all"], false), ("team=", [:], true),
    ] as [(String, [String: String], Bool)])
  func matchers(text: String, labels: [String: String], expected: Bool) throws {
    let matcher = try #require(LabelMatcher(text))
    #expect(matcher.matches(labels) == expected)
    #expect(matcher.description == text)
  }

  @Test("alerts have the labels of their rules, and no other")
  func labels() {
    #expect(LabelMatcher.names.contains("budget") && LabelMatcher.names.contains("customer"))
    #expect(!LabelMatcher.names.contains("budgt"))
  }

  @Test("what is no matcher is refused", arguments: ["", "a", "=b", "a=~(", "!=x"])
  func notMatchers(text: String) {
    #expect(LabelMatcher(text) == nil)
  }

  @Test("names of alerts do not depend on the order or the machine")
  func fingerprints() {
    #expect(AlertKey(["a": "1", "b": "2"]) == AlertKey(["b": "2", "a": "1"]))
    #expect(AlertKey(["a": "1b"]) != AlertKey(["a1": "b"]))
    #expect(AlertKey(["rule": "level", "budget": "all"]).fingerprint.count == 16)
  }

  @Test(
    "SHA-256 and its authentication code give the published values",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
    ])
  func hashes(text: String, hex: String) {
    #expect(SHA256.hex(SHA256.hash(Array(text.utf8))) == hex)
    let code = SHA256.authentication(Array("what do ya want for nothing?".utf8), key: Array("Jefe".utf8))
    #expect(SHA256.hex(code) == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
  }
}
