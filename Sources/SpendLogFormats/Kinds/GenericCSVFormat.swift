import SpendCore

/// Tables with a header line.
struct GenericCSVFormat: LogFormat {
  var name: StaticString { "generic-csv" }
  var title: String { "CSV with well-known column names" }
  var recognisedBy: String { "a header line with a column for the model, tokens or the cost" }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        Timestamp;Request ID;Provider;Model;Prompt Tokens;Cached Tokens;Completion Tokens;Total Tokens;Cost (USD);Latency (ms);\
        Status;User;Team;Environment;Feature
        2026-09-21 10:00:00;c5f0a1d2-7b3e-4c8a-9d10-5e6f7a8b9c0d;openai;gpt-4o-2024-08-06;"1,200";1024;30;1230;$0.0033;840;\
        200;u-102;search;production;"a ""b""; c"
        """,
        .init(
          "c5f0a1d2-7b3e-4c8a-9d10-5e6f7a8b9c0d", "openai", "gpt-4o-2024-08-06", "", feature: "a \"b\"; c",
          tokens: TokenCounts(input: 176, cacheRead: 1_024, output: 30), cost: "0.0033"))
    ]
  }
}
