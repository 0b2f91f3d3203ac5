import SpendCore
import Testing

@testable import SpendAnalytics
@testable import SpendDashboard

/// Savings in words.
@Suite struct SavingsTextTests {
  private func saving(_ kind: SavingsOpportunity.Kind, _ feature: String) -> SavingsRecommendation {
    SavingsRecommendation(
      SavingsOpportunity(
        kind, feature: feature, model: "large", queryType: "chat", alternative: "small", .low,
        [.init("requests", .count(12)), .init("unknown", .text("the quality of its answers"))]))
  }

  @Test(
    "requests without a feature are named as such",
    arguments: [
      (
        .routing, "small instead of large for search, chat",
        "small instead of large for requests without a feature, chat"
      ),
      (.batch, "batches for search, chat on large", "batches for requests without a feature, chat on large"),
      (
        .caching, "prompt caching for search on large",
        "prompt caching for requests without a feature on large"
      ),
      (.failures, "failed requests of search", "failed requests without a feature"),
    ] as [(SavingsOpportunity.Kind, String, String)])
  func features(kind: SavingsOpportunity.Kind, named: String, unnamed: String) {
    #expect(saving(kind, "search").title == named)
    #expect(saving(kind, "").title == unnamed)
    #expect(saving(kind, "").feature.isEmpty)
  }

  @Test("a fact that is a sentence stands behind a colon")
  func sentences() {
    #expect(saving(.routing, "search").method == "requests 12, unknown: the quality of its answers")
  }
}
