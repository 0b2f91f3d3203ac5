import SpendText
import Testing

@Suite struct SafeTextTests {
  @Test(
    "what could steer a terminal becomes visible",
    arguments: [
      ("\u{1B}[2J", "^[[2J"), ("\u{1B}]0;x\u{07}", "^[]0;x^G"), ("a\nb\tc\r", "a^Jb^Ic^M"), ("\u{7F}", "^?"),
      ("\u{9B}2J", "<U+009B>2J"), ("\u{202E}evil", "<U+202E>evil"), ("\u{2028}", "<U+2028>"),
      ("a\u{200B}b", "ab~"), ("pay\u{FEFF}pal", "paypal~"), ("\u{E000}", "\u{FFFD}"), ("\u{301}a", "a"),
      ("e\u{301}", "e\u{301}"), ("日本", "日本"), ("", ""), ("plain", "plain"), ("\u{0}", "^@"),
      ("\u{FFFF}", "\u{FFFD}"), ("x\u{E0041}", "x~"), ("\u{85}", "<U+0085>"),
    ])
  func visible(input: String, shown: String) {
    #expect(SafeText(input).string.unicodeScalars.elementsEqual(shown.unicodeScalars))
  }

  @Test("broken UTF-8 is repaired, an 8-bit escape does not survive")
  func brokenBytes() {
    #expect(SafeText(bytes: [0x9B, 0x32, 0x4A]).string == "\u{FFFD}2J")
    #expect(SafeText(bytes: [0xC0, 0x80]).string.unicodeScalars.allSatisfy { $0 == "\u{FFFD}" })
  }

  @Test("no more than four marks ride on a letter")
  func zalgo() {
    let text = SafeText("a" + String(repeating: "\u{301}", count: 100))
    #expect(text.string.unicodeScalars.count == 5)
    #expect(text.width == 1)
  }

  @Test("a cut label says so and fits")
  func cut() {
    #expect(SafeText("search-rerank").cut(to: 6).string == "searc…")
    #expect(SafeText("日本語").cut(to: 4).string == "日…")
    #expect(SafeText("abc").cut(to: 3).string == "abc")
    #expect(SafeText("abc").cut(to: 0).string == "")
  }

  @Test("an endless label is cut before any work is done")
  func endless() {
    #expect(SafeText(String(repeating: "x", count: 1_000_000)).string.count == 4_097)
  }

  @Test("random characters never leave a control character behind")
  func random() {
    var state: UInt64 = 7
    for _ in 0..<20_000 {
      var scalars = String.UnicodeScalarView()
      for _ in 0..<12 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let limit: UInt64 = state & 1 == 0 ? 0x100 : 0x3000
        if let scalar = Unicode.Scalar(UInt32((state >> 33) % limit)) { scalars.append(scalar) }
      }
      let shown = SafeText(String(scalars)).string
      #expect(shown.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) })
    }
  }
}
