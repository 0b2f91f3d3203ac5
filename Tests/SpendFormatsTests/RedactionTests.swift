import SpendFormats
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
    ])
  func shown(_ text: String, _ expected: String) {
    #expect(Redaction.shown(text) == expected)
  }
}
