/// The subject of a log record that is no request, by the word for it in its message, event or operation.
enum RecordSubject: Sendable {
  /// A sum over requests, or an estimate of one.
  case sum
  /// A sum, unless the record names a model and no number of requests: summaries are also what models write.
  case summary
  /// A call that counts the tokens of a request, which is free, unless the record counts an output.
  case count
  /// A state of a service or a budget, unless the record has counts.
  case state

  private static let words: [(RecordSubject, [String])] = [
    (
      .sum,
      [
        "total", "totals", "grand_total", "running_total", "session_total", "session_totals", "total_usage",
        "usage_total", "usage_totals", "daily_total", "daily_totals", "weekly_total", "monthly_total",
        "daily_summary", "weekly_summary", "monthly_summary", "daily_usage", "weekly_usage", "monthly_usage",
        "cumulative_usage", "cumulative_cost", "cost_estimate", "cost_estimation", "estimated_cost",
        "price_estimate", "usage_estimate", "token_estimate", "estimated_tokens",
      ]
    ),
    (
      .summary,
      ["summary", "usage_summary", "cost_summary", "session_summary", "run_summary", "total_cost"]
    ),
    (
      .count,
      [
        "count_tokens", "acount_tokens", "count_token", "tokens_counted",
        "messages.count_tokens", "models.count_tokens", "messages.countTokens", "models.countTokens",
      ]
    ),
    (
      .state,
      [
        "health_check", "model_loaded", "model_load", "loading_model", "model_unloaded", "budget",
        "budget_exceeded", "budget_alert", "budget_status", "budget_check", "budget_warning", "cost_alert",
        "spend_alert",
      ]
    ),
  ]

  private static let byWord = HashedNameMap<RecordSubject>(
    words.flatMap { subject, words in
      words.map { word in (Array(word.utf8).withUnsafeBytes { AliasTable.normalised($0) }, subject) }
    })

  private static let longest = 32

  /// The subject that a text names; nil for other texts.
  static func named(_ text: UnsafeRawBufferPointer) -> RecordSubject? {
    guard text.count <= longest else { return nil }
    return byWord[AliasTable.normalised(text)]
  }
}
