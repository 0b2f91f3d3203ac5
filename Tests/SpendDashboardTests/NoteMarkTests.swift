import SpendCore
import SpendScreen
import SpendTestSupport
import Testing

@testable import SpendDashboard

@Suite struct NoteMarkTests {
  private func screen(_ notes: [Note], width: Int = 120) throws -> String {
    let now = SampleTraffic.now
    var state = DashboardState(size: ScreenSize(width: width, height: 36), now: now)
    let source = MemorySource(SampleTraffic.records())
    source.remarks = notes
    let builder = SnapshotBuilder(source: source, zone: .utc)
    _ = reduce(&state, .snapshot(try builder.build(for: state.request, at: now)))
    return Renderer.render(state, DashboardOptions(zone: .utc)).plainText
  }

  @Test(
    "notes of the time range are marked on the axis and named in the legend", arguments: [80, 120, 200])
  func marks(width: Int) throws {
    let now = SampleTraffic.now
    let note = Note(id: 1, time: now.adding(seconds: -1_800), text: "prompt v3\u{1B}[31m for search")
    let without = try screen([], width: width)
    let with = try screen([note], width: width)
    func marks(_ screen: String) -> Int { screen.count { $0 == "▲" } }
    let added = marks(with) - marks(without)
    // One below the axis; the legend has room for the text from a width of 120 on.
    #expect(added >= (width >= 120 ? 2 : 1), "\(width)\n\(with)")
    #expect(width < 120 || with.contains("prompt v3"), "\(width)\n\(with)")
    #expect(!with.unicodeScalars.contains("\u{1B}"))
    // A note outside of the range changes nothing.
    let old = Note(id: 2, time: now.adding(seconds: -40 * 86_400), text: "old")
    #expect(try screen([old], width: width) == without)
  }
}
