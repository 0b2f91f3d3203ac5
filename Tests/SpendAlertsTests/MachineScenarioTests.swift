import SpendAlerts
import Testing
import SpendCore

/// One alert, minute by minute: `.` nothing, `i` info, `w` warning, `C` critical, `~` still above the lower
/// threshold. What happens is written as minute and word.
struct MachineScenario: CustomTestStringConvertible {
  var name: String
  var hold: Int64
  var keep: Int64
  var script: String
  var expected: String

  init(_ name: String, hold: Int64, keep: Int64, _ script: String, _ expected: String) {
    (self.name, self.hold, self.keep, self.script, self.expected) = (name, hold, keep, script, expected)
  }

  var testDescription: String { name }

  static let all = [
    MachineScenario("nothing happens", hold: 2, keep: 2, "......", ""),
    MachineScenario("one bad minute is no alert", hold: 2, keep: 2, "..w...", "2 pended, 3 dropped"),
    MachineScenario("two bad minutes are none", hold: 2, keep: 2, ".ww...", "1 pended, 3 dropped"),
    MachineScenario("three in a row fire", hold: 2, keep: 2, ".www", "1 pended, 3 fired"),
    MachineScenario("without a hold it fires at once", hold: 0, keep: 2, ".w", "1 fired"),
    MachineScenario(
      "a gap starts the hold anew", hold: 2, keep: 2, "ww.www", "0 pended, 2 dropped, 3 pended, 5 fired"),
    MachineScenario("a short calm does not end it", hold: 0, keep: 3, "w..w.w", "0 fired"),
    MachineScenario("a long calm ends it", hold: 0, keep: 3, "w....", "0 fired, 4 resolved"),
    MachineScenario("without keeping it ends at once", hold: 0, keep: 0, "w..", "0 fired, 1 resolved"),
    MachineScenario("between the thresholds it goes on", hold: 0, keep: 2, "w~~~~~~", "0 fired"),
    MachineScenario("between the thresholds it does not begin", hold: 0, keep: 2, "~~~~", ""),
    MachineScenario(
      "the calm begins anew between them", hold: 0, keep: 2, "w.~..~...", "0 fired, 8 resolved"),
    MachineScenario("worse is said at once", hold: 0, keep: 2, "wwC", "0 fired, 2 escalated"),
    MachineScenario("critical from the start", hold: 1, keep: 2, "CC", "0 pended, 1 fired"),
    MachineScenario("less bad is believed later", hold: 0, keep: 2, "Cwww", "0 fired, 3 eased"),
    MachineScenario("a moment less bad is nothing", hold: 0, keep: 2, "CwCwCw", "0 fired"),
    MachineScenario(
      "eased and worse again", hold: 0, keep: 1, "CwwC", "0 fired, 2 eased, 3 escalated"),
    MachineScenario(
      "it can fire again", hold: 0, keep: 1, "w..w..", "0 fired, 2 resolved, 3 fired, 5 resolved"),
    MachineScenario(
      "info becomes a warning becomes critical", hold: 0, keep: 1, "iwC", "0 fired, 1 escalated, 2 escalated"),
    MachineScenario(
      "too much to and fro is flapping and stays", hold: 0, keep: 0, "w.w.w.w.w.",
      "0 fired, 1 resolved, 2 fired, 3 resolved, 4 fired"),
    MachineScenario(
      "flapping ends an hour after its last change", hold: 0, keep: 0,
      "w.w.w" + String(repeating: ".", count: 62),
      "0 fired, 1 resolved, 2 fired, 3 resolved, 4 fired, 65 resolved"),
  ]
}

@Suite struct MachineScenarioTests {
  @Test("one alert", arguments: MachineScenario.all)
  func scenario(_ scenario: MachineScenario) {
    var rule = AlertRule(.burnFast)
    rule.holdSeconds = scenario.hold * 60
    rule.keepSeconds = scenario.keep * 60
    var machine = AlertMachine()
    var happened: [String] = []
    for (minute, sign) in scenario.script.enumerated() {
      let severity: Severity? =
        switch sign {
        case "i": .info
        case "w": .warning
        case "C": .critical
        default: nil
        }
      let transition = machine.observe(
        severity, holds: severity != nil || sign == "~", rule: rule, at: 1_000_000 + Int64(minute) * 60)
      if transition != .none { happened.append("\(minute) \(transition.rawValue)") }
    }
    #expect(happened.joined(separator: ", ") == scenario.expected)
  }
}
