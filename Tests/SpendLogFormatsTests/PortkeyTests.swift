import SpendCore
import SpendLogFormats
import Testing

@Suite struct PortkeyTests {
  @Test("costs are cents, or dollars where the configuration says so", arguments: CostUnit.allCases)
  func unit(_ unit: CostUnit) {
    let line =
      #"{"id":"portkey-unit-0001","created_at":"2026-09-21T10:00:00Z","ai_org":"own","ai_model":"m","#
      + #""req_units":120,"res_units":30,"cost":0.55}"#
    let workspace = DecoderWorkspace()
    workspace.portkeyCost = unit
    var costs: [Money?] = []
    SampleLines(Array(line.utf8)).decode(
      LogDecoder(workspace: workspace), emit: { costs.append($0.loggedCost) })
    #expect(costs == [Money(nanodollars: unit == .cents ? 5_500_000 : 550_000_000)])
  }
}
