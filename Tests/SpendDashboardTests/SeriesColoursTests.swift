import SpendScreen
import Testing

@testable import SpendDashboard

@Suite struct SeriesColoursTests {
  @Test("names of a chart have different colours, and keep them in the next chart")
  func stable() {
    var colours = SeriesColours()
    let names = ["search", "chat", "agents", "tagging", "mail"]
    colours.show(names)
    let first = names.map(colours.ink)
    #expect(Set(first.map(\.tone)).count == names.count)
    colours.show(["mail", "chat"])
    #expect(colours.ink("mail") == first[4] && colours.ink("chat") == first[1])
    #expect(colours.ink("search") == .rest && colours.ink(nil) == .rest)
    colours.show(names.reversed())
    #expect(names.map(colours.ink) == first)
  }

  @Test("the order of spend does not matter to the colours of a run")
  func ofAnOrder() {
    var one = SeriesColours()
    var other = SeriesColours()
    one.show(["a", "b", "c", "d"])
    other.show(["d", "b", "a", "c"])
    for name in ["a", "b", "c", "d"] { #expect(one.ink(name) == other.ink(name)) }
  }
}
