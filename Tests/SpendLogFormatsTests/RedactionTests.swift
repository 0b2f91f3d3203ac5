import SpendLogFormats
import Testing

@Suite struct RedactionTests {
  @Test(
    "addresses and keys are shown by their last characters, all else as it is",
    arguments: [
      ("ann.smith@example.com", "…mith@…"), ("bob@example.co.uk", "…b@…"), ("a@b.io", "…@…"),
      ("owner:ann.smith@example.com|team=web", "owner:…mith@…|team=web"),
      ("Ann Smith <ann.smith@example.com>", "Ann Smith <…mith@…>"),
      ("sk-proj-A1b2C3d4E5f6G7h8YzQ9", "…YzQ9"), ("Bearer sk-ant-api03-A1b2C3d4E5f6G7h8", "Bearer …G7h8"),
      ("AIzaSyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q", "…5p6Q"),
      ("claude-sonnet-4@20250514", "claude-sonnet-4@20250514"), ("@anthropic/team", "@anthropic/team"),
      ("user-0123456789abcdef", "user-0123456789abcdef"), ("sk-short", "sk-short"), ("", ""),
      ("550e8400-e29b-41d4-a716-446655440000", "550e8400-e29b-41d4-a716-446655440000"),
      ("Zürich@büro.example", "…ich@…"),
      // Random words without a known beginning.
      ("Xk29fJq8Lm4Zt71Rb5Vw0Yc3", "…0Yc3"), ("0123456789abcdef0123456789abcdef", "…cdef"),
      ("prod/Xk29fJq8Lm4Zt71Rb5Vw0Yc3", "prod/…0Yc3"), ("glpat-A1b2C3d4E5f6G7h8I9j0", "…I9j0"),
      // Names that are long.
      ("Mixtral-8x7B-Instruct-v0.1-GPTQ", "Mixtral-8x7B-Instruct-v0.1-GPTQ"),
      ("us.anthropic.claude-sonnet-4-20250514-v1:0", "us.anthropic.claude-sonnet-4-20250514-v1:0"),
      ("MyVeryLongServiceNameForProduction2", "MyVeryLongServiceNameForProduction2"),
      (
        "accounts/fireworks/models/llama-v3p1-405b-instruct",
        "accounts/fireworks/models/llama-v3p1-405b-instruct"
      ),
      ("ft:gpt-4o-mini-2024-07-18:acme::AbCd1234", "ft:gpt-4o-mini-2024-07-18:acme::AbCd1234"),
    ])
  func shown(_ text: String, _ expected: String) {
    #expect(Redaction.shown(text) == expected)
  }

  @Test("hashes and random ids tell users and sessions apart")
  func names() {
    let hash = String(repeating: "0123456789abcdef", count: 4)
    #expect(Redaction.shown(hash, as: .user) == hash)
    #expect(Redaction.shown("Xk29fJq8Lm4Zt71Rb5Vw0Yc3", as: .user) == "…0Yc3")
    #expect(Redaction.shown("Xk29fJq8Lm4Zt71Rb5Vw0Yc3", as: .session) == "Xk29fJq8Lm4Zt71Rb5Vw0Yc3")
    #expect(Redaction.shown("sk-proj-A1b2C3d4E5f6G7h8YzQ9", as: .session) == "…YzQ9")
  }

  @Test("a key in any label is shown by its last characters, however short it is")
  func labels() {
    let secret = "sk-proj-A1b2C3d4E5f6G7h8YzQ9"
    for key in [secret, "abcd1234", "k9"] {
      let line =
        #"{"ts":1790000000,"model":"\#(secret)","provider":"\#(secret)","feature":"\#(secret)","#
        + #""api_key":"\#(key)","prompt_tokens":1,"completion_tokens":1}"#
      let event = Reader(line).events.first
      #expect(event?.key == "…" + key.suffix(min(4, key.count / 2)), "\(event?.key ?? "none")")
    }
  }
}
