import SpendCore
import Testing

@Suite("Regular expressions in linear time")
struct RegularExpressionTests {
  @Test(
    "a pattern is searched for in a text",
    arguments: [
      ("gpt", "openai/gpt-4o", true), ("^gpt", "openai/gpt-4o", false), ("^gpt-4o?$", "gpt-4o", true),
      ("", "", true), ("", "abc", true), ("a|b", "xbx", true), ("^(a|b)*$", "abba", true),
      ("^(a|b)*$", "abca", false), ("a{2,3}", "xaay", true), ("^a{2,3}$", "aaaa", false),
      ("^a{,3}$", "a{,3}", true), ("[^a-c]", "abc", false), ("[]a]", "]", true), ("[a\\-z]", "-", true),
      ("\\d{4}-\\d\\d", "on 2026-11", true), ("\\bprod\\b", "eu-prod-1", true),
      ("\\bprod\\b", "production", false), ("(?i)GPT", "gpt", true), ("(?i:g)PT", "gPT", true),
      ("(?i:g)PT", "gpt", false), ("ä+", "xää", true), ("(?i)Ä", "ä", true), ("^.$", "ü", true),
      ("^.$", "\n", false), ("(?s)^.$", "\n", true), ("(?m)^b$", "a\nb\nc", true), ("^b$", "a\nb", false),
      ("\\p{Lu}", "abC", true), ("\\P{L}", "abc", false), ("[[:digit:]]+x", "12x", true),
      ("(?<year>\\d+)", "7", true), ("(?P<year>\\d+)", "7", true), ("\\.", "a", false),
      ("\\x41\\x{42}", "AB", true), ("a*?b", "aab", true), ("(|a)+$", "aaa", true), ("(a*)*b", "b", true),
      ("$^", "", true), ("x{0}", "", true), ("^(ab?){2}$", "aab", true), ("[\\w.]+@", "a.b@c", true),
    ] as [(String, String, Bool)])
  func search(pattern: String, text: String, isMatch: Bool) throws {
    #expect(try RegularExpression(pattern).matchesPart(of: text) == isMatch)
  }

  @Test("the whole text matches, or it does not")
  func whole() throws {
    #expect(try RegularExpression("burn-.*").matchesWhole(of: "burn-fast"))
    #expect(try !RegularExpression("burn").matchesWhole(of: "burn-fast"))
    #expect(try RegularExpression("a|ab").matchesWhole(of: "ab"))
    #expect(try RegularExpression("").matchesWhole(of: ""))
    #expect(try !RegularExpression("").matchesWhole(of: "a"))
  }

  @Test(
    "a pattern that cannot be matched in linear time, or is malformed, is refused",
    arguments: [
      ("(", .missingParenthesis), (")", .unexpectedParenthesis), ("[a", .missingBracket),
      ("*", .nothingToRepeat),
      ("a{3,2}", .badRepetition), ("a{2000}", .badRepetition), ("[z-a]", .badRange), ("\\q", .badEscape("q")),
      ("(?=a)", .notLinear("look-ahead assertions")), ("(?<!a)b", .notLinear("look-behind assertions")),
      ("(a)\\1", .notLinear("backreferences")), ("((a{1000}){1000}){1000}", .tooLarge),
      ("\\", .badEscape("")),
      (String(repeating: "(", count: 10_000), .tooDeep), ("(?x)a", .badGroup),
    ] as [(String, RegularExpressionError)])
  func refusal(pattern: String, error: RegularExpressionError) {
    #expect(throws: error) { try RegularExpression(pattern) }
  }

  @Test(
    "patterns that make others backtrack end at once",
    arguments: ["(a+)+$", "^(a|a)*$", "^(a*)*$", "(a|aa)+$", "(.*a){9}$", "^(([a-z])+.)+[A-Z]([a-z])+$"])
  func catastrophe(pattern: String) throws {
    let text = String(repeating: "a", count: 1_000) + "!"
    #expect(try !RegularExpression(pattern).matchesPart(of: text))
  }

  @Test("repetitions of an empty expression end")
  func emptyRepetition() throws {
    #expect(try RegularExpression("(((((){1000}){1000}){1000}){1000})*a").matchesPart(of: "a"))
  }

  @Test("random patterns match as the standard library's expressions do", arguments: 1...4)
  func agreement(seed: UInt64) throws {
    var random = Random(seed: seed)
    for _ in 0..<100 {
      let pattern = Self.pattern(&random, depth: 3)
      guard let oracle = try? Regex(pattern).matchingSemantics(.unicodeScalar) else { continue }
      let ours = try RegularExpression(pattern)
      for _ in 0..<8 {
        // The standard library sees a word boundary in an empty text.
        let text = String((0...random.below(7)).map { _ in random.pick(["a", "b", "c", "1"]) }.joined())
        #expect(
          ours.matchesPart(of: text) == (try oracle.firstMatch(in: text) != nil),
          "seed \(seed): \(pattern) in \(text)")
        #expect(
          ours.matchesWhole(of: text) == (try oracle.wholeMatch(in: text) != nil),
          "seed \(seed): \(pattern) on all of \(text)")
      }
    }
  }

  @Test("an escaped text matches itself alone")
  func escaping() throws {
    let text = "a.b*[c](d){e}^f$|\\g+?~é"
    #expect(try RegularExpression(RegularExpression.escaped(text)).matchesWhole(of: text))
  }

  @Test("a test that was written out is read as the same question")
  func roundTrip() throws {
    let tests: [DimensionFilter.Test] = [
      .equals("gpt"), .differs("x"), .matches("^a"), .avoids("b$"), .includes("batch"),
    ]
    for test in tests { #expect(try DimensionFilter.Test(text: test.text) == test) }
    #expect(try DimensionFilter.Test(text: "=~^gpt") == .matches("^gpt"))
    let tilde = try #require(try DimensionFilter.Test(text: DimensionFilter.Test.equals("~latest").text))
    let admits = try DimensionFilter(.model, tilde).predicate()
    #expect(admits("~latest"))
    #expect(!admits("latest"))
    #expect(!admits("~latest2"))
  }

  private struct Random {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

    mutating func below(_ count: Int) -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(state % UInt64(count))
    }

    mutating func pick(_ choices: [String]) -> String { choices[below(choices.count)] }
  }

  private static func pattern(_ random: inout Random, depth: Int) -> String {
    switch random.below(depth > 0 ? 9 : 3) {
    case 0, 1: random.pick(["a", "b", "c", "1", "."])
    case 2: random.pick(["[ab]", "[^a]", "\\d", "\\w", "^", "$", "\\b"])
    case 3, 4: pattern(&random, depth: depth - 1) + pattern(&random, depth: depth - 1)
    case 5: "(" + pattern(&random, depth: depth - 1) + "|" + pattern(&random, depth: depth - 1) + ")"
    default:
      "(?:" + pattern(&random, depth: depth - 1) + ")"
        + random.pick(["*", "+", "?", "{0,2}", "{2}", "{1,}", "*?", "+?"])
    }
  }
}
