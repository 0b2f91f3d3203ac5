import SpendLogFormats
import Testing

/// No line of one format's samples could be another's: the order of the registry decides nothing that
/// matters.
@Suite struct ClaimTests {
  @Test("samples are claimed by one format", arguments: FormatRegistry.all.map { "\($0.name)" })
  func claims(name: String) throws {
    let format = try #require(FormatRegistry.format(named: name))
    for sample in format.samples {
      let text = sample.lines
      // A document over several lines is one record.
      let lines =
        text.hasPrefix("{\n") ? [Array(text.utf8)] : text.split(separator: "\n").map { Array($0.utf8) }
      for line in lines {
        let claimants = FormatRegistry.claimants(of: line)
        #expect(claimants.count <= 1 && claimants.allSatisfy { $0 == name }, "\(claimants)")
      }
    }
  }
}
