import SpendCore

/// Lines of `key=value`.
struct GenericLogfmtFormat: LogFormat {
  var name: StaticString { "generic-logfmt" }
  var title: String { "logfmt with well-known keys" }
  var recognisedBy: String { "key=value pairs with a model, token counts or a cost" }

  var samples: [FormatSample] {
    [
      FormatSample(
        #"""
        time=2026-09-21T10:00:00.250Z level=info msg="say \"hi\" x=1" service=shop request_id=1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed provider=openai model=gpt-4o-2024-08-06 prompt_tokens=1200 completion_tokens=30 total_tokens=1230 duration=1.5s ttft=210ms status=200 feature=tagger user=u-102 env=production
        """#,
        .init(
          "1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed", "openai", "gpt-4o-2024-08-06", "", feature: "tagger",
          tokens: TokenCounts(input: 1_200, output: 30)))
    ]
  }
}
