import SpendCore
import SpendStore
import Testing

@Suite("Stored savings") struct AcceptedSavingTests {
  private func saving(_ feature: String, seconds: Int64) -> AcceptedSaving {
    var saving = AcceptedSaving(time: Instant(seconds: seconds), kind: "routing")
    saving.feature = feature
    saving.model = "m"
    saving.queryType = "chat"
    saving.alternative = "small"
    saving.perMonth = Money(nanodollars: 3)
    saving.seconds = 4
    saving.requests = 5
    saving.cost = Money(nanodollars: 6)
    saving.promptTokens = 7
    saving.outputTokens = 8
    return saving
  }

  @Test("accepted savings are read in order of time, a second acceptance changes none, and removed ones go")
  func ledger() throws {
    let store = try TemporaryStore()
    let writer = try SQLiteBillingWriter(path: store.path)
    #expect(try writer.add(saving("late", seconds: 20)))
    #expect(try writer.add(saving("early", seconds: 10)))
    #expect(try !writer.add(saving("late", seconds: 30)))
    var expected = [saving("early", seconds: 10), saving("late", seconds: 20)]
    (expected[0].id, expected[1].id) = (2, 1)
    #expect(try store.reader().acceptedSavings() == expected)
    #expect(try writer.removeSaving(1))
    #expect(try !writer.removeSaving(1))
    #expect(try store.reader().acceptedSavings() == [expected[0]])
  }
}
