import Foundation
import SpendCore
import SpendTestSupport
import Testing

@testable import SpendSettings
@testable import spendtop

/// Configurations with anything in them: read, or refused with a message, and soon.
///
/// `SPENDTOP_CONFIGURATIONS=1000000` is the long form, `SPENDTOP_SEED` repeats one.
@Suite struct ConfigurationFuzzTests {
  private static func setting(_ name: String) -> Int? {
    ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
  }

  private static let sample = """
    timezone = "Asia/Tokyo"
    keep_events = "90d"
    privacy.hash_users = true
    billing_day = 15
    [[source]]
    path = "/logs/*.jsonl"
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
    model = "gpt-5"
    input = "1.10"
    [[gpu]]
    model = "own-70b"
    gpus = 2
    usd_per_hour = 2.50

    """

  private static let values = [
    "0", "-1", "9223372036854775807", "-9223372036854775808", "1e308", "-0.0", "nan", "inf", "1e-300",
    "18446744073709551616", "0x7fffffffffffffff", "0.1e400", "true", "\"\"", "\"\\u0000\"", "\"\u{1B}[2J\"",
    "\"999999999999d\"", "\"rolling -1d\"", "\"rolling 99999999999999999999d\"", "[]", "[[[[]]]]", "{}",
    "{ a = { b = 1 } }", "1979-05-27T07:32:00Z", "07:32:00", "\"\"\"\n\"\"\"", "'''", "[1, \"a\"]", "\"*\"",
    "\"{path.99999999999999999999}\"", "\"{\"", "\"" + String(repeating: "x", count: 5_000) + "\"",
  ]

  /// The sample with some of its lines changed, moved, doubled or cut.
  private static func text(_ seed: UInt64) -> [UInt8] {
    var random = SeededGenerator(seed: seed)
    var lines = sample.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    for _ in 0...Int.random(in: 0...4, using: &random) {
      let at = Int.random(in: 0..<lines.count, using: &random)
      switch Int.random(in: 0..<6, using: &random) {
      case 0: lines.remove(at: at)
      case 1: lines.insert(lines[Int.random(in: 0..<lines.count, using: &random)], at: at)
      case 2: lines.swapAt(at, Int.random(in: 0..<lines.count, using: &random))
      case 3, 4:
        let key = lines[at].split(separator: "=").first ?? "key "
        lines[at] = key + "= " + (values.randomElement(using: &random) ?? "")
      default:
        let depth = Int.random(in: 1...3_000, using: &random)
        lines[at] = "deep = " + String(repeating: Bool.random(using: &random) ? "[" : "{a=", count: depth)
      }
      if lines.isEmpty { lines = [""] }
    }
    var bytes = Array(lines.joined(separator: "\n").utf8)
    for _ in 0..<Int.random(in: 0...3, using: &random) where !bytes.isEmpty {
      bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
    }
    return bytes
  }

  @Test(
    "D17: headers without a key are refused with their line",
    arguments: [
      ("[.a]", 1), ("[ = ]", 1), ("[é]", 1), ("[[ .a]]", 1), ("[\t.]", 1), ("a = 1\n[%]", 2), ("[", 1),
      ("[\nrule]]", 1), ("a = 1\n[[ \t\nrule]]", 2), ("[\r\nrule]]", 1),
    ])
  func headers(text: String, line: Int) throws {
    let failure = #expect(throws: CommandError.self) { try Settings(toml: text, path: "config.toml") }
    #expect(failure?.message.because?.contains("line \(line): ") == true)
  }

  @Test(
    "D17: a list with something else in the place of a value is refused with its line",
    arguments: [
      ("a = [}", 1), ("a = [1, }]", 1), ("a = [\n}\n]", 2), ("a = [[}]]", 1), ("a = [\u{2028}1]", 1),
      ("b = 1\na = [1,\n\u{85}2]", 3), ("a = { b = [}] }", 1), ("a = [\n# x }\n 1, # ]\n}", 4),
    ])
  func lists(text: String, line: Int) throws {
    let failure = #expect(throws: CommandError.self) { try Settings(toml: text, path: "config.toml") }
    #expect(failure?.message.because?.contains("line \(line): ") == true)
  }

  @Test(
    "D17: dates are no values, and said so",
    arguments: [
      "1979-05-27T", "1979-05-27Tx", "07:32:", "1979-05-27 x", "[1979-05-27T]", "{ b = 1979-05-27T }",
    ])
  func dates(value: String) throws {
    let failure = #expect(throws: CommandError.self) {
      try Settings(toml: "a = \(value)", path: "config.toml")
    }
    #expect(failure?.message.because?.contains("no key takes a date") == true)
  }

  @Test(
    "what looks like damage and is none is left to the parser",
    arguments: [
      "a = { model = [\"a}\", 'b[}'] }", "path = \"[}\"", "path = '''\n[}'''", "path = \"a\" # [}",
      "a = [ { b = 1 }, ]", "a = [\n  1,\n]", "a = [\"\"\"\n}\"\"\", 2]",
      "a = \"1979-05-27\"", "a = 1e-300", "a = -1", "a = 0x7f", "a = [1,2,-3]",
    ])
  func noDamage(text: String) {
    #expect(TOMLLines(text).damage == nil)
  }

  @Test("D17: any text is a configuration or a message", .timeLimit(.minutes(5)))
  func anyText() {
    let seeds =
      Self.setting("SPENDTOP_SEED").map { $0...$0 } ?? 1...(Self.setting("SPENDTOP_CONFIGURATIONS") ?? 2_000)
    var accepted = 0
    for seed in seeds {
      let text = String(decoding: Self.text(UInt64(seed)), as: UTF8.self)
      do {
        let settings = try Settings(toml: text, path: "config.toml")
        accepted += 1
        // Every command reads the period of each budget first.
        for budget in settings.budgets { _ = budget.period }
      } catch let failure as CommandError {
        #expect(failure.status == .usage, "SPENDTOP_SEED=\(seed)")
      } catch {
        Issue.record("SPENDTOP_SEED=\(seed): \(error)")
      }
    }
    if seeds.count > 100 { #expect(accepted > 0 && accepted < seeds.count) }
  }
}
