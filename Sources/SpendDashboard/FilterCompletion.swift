import SpendAnalytics
import SpendCore
import SpendFormatting
import SpendScreen

/// Words that a filter can begin with or go on with.
enum FilterCompletion {
  static func words(_ state: DashboardState) -> [Completion] {
    var words = Dimension.allCases.map { Completion($0.rawValue + "=", $0.title) }
    words += FigureFilter.Figure.allCases.map { Completion($0.rawValue + ">", "Single requests") }
    words.append(Completion("tag=", "Requests with a tag"))
    for breakdown in state.snapshot?.breakdowns ?? [] {
      words += breakdown.entries.prefix(200).map {
        Completion(
          FilterText.text(DimensionFilter(breakdown.dimension, .equals($0.key))),
          MoneyText.spend($0.summary))
      }
    }
    return words
  }
}

extension WindowChoice {
  public init?(word: String) {
    guard let choice = WindowChoice.allCases.first(where: { $0.word == word }) else { return nil }
    self = choice
  }
}
