import Foundation
import SpendLogFormats
import Testing

@Suite struct FormatTableTests {
  @Test("the documentation's table of formats equals spendtop formats list --markdown")
  func table() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Sources/spendtop/Documentation.docc/Formats.md")
    let text = try String(contentsOf: file, encoding: .utf8)
    let start = try #require(text.range(of: "<!-- formats -->\n")).upperBound
    let end = try #require(text.range(of: "\n<!-- /formats -->")).lowerBound
    #expect(String(text[start..<end]) == FormatRegistry.markdown)
  }

  @Test("names are unique, and samples belong to the format that carries them")
  func names() {
    let names = FormatRegistry.all.map { "\($0.name)" }
    #expect(Set(names).count == names.count)
    #expect(
      FormatRegistry.all.allSatisfy { !$0.samples.isEmpty && !$0.title.isEmpty && !$0.recognisedBy.isEmpty })
  }
}
