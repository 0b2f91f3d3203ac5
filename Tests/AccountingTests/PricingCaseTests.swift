import SpendCore
import SpendPricing
import Testing

/// T14–T24: tokens that others billed at the wrong price.
@Suite struct PricingCaseTests {
  @Test("T14 cache writes for an hour cost twice the input, not five quarters")
  func t14() throws {
    #expect(try AccountingFixture(Line.claude("t14", short: 0, long: 2_000)).usd == "0.036")  // not 0.0315
  }

  @Test("T15 what a split of cache writes leaves over is billed, not dropped")
  func t15() throws {
    #expect(try AccountingFixture(Line.claude("t15a", short: 500, long: 0)).usd == "0.0315")
    #expect(try AccountingFixture(Line.claude("t15b", short: 0, long: 500)).usd == "0.032625")
    #expect(try AccountingFixture(Line.claude("t15c", short: 0, long: 0)).usd == "0.0315")
  }

  @Test("T16 reasoning is within the output at OpenAI, beside it at Google")
  func t16() throws {
    let codex = try AccountingFixture(
      Line.Codex.session("c0de-t16", at: "2026-11-18T12:00:00Z"),
      Line.Codex.model("gpt-5.1-codex", at: "2026-11-18T12:00:01Z"),
      Line.Codex.count(
        at: "2026-11-18T12:00:09Z", total: [1_000, 0, 500, 400], last: [1_000, 0, 500, 400]))
    #expect(try codex.total.output == 500)
    #expect(try codex.usd == "0.00625")
    let gemini = try AccountingFixture(
      """
      {"candidates":[],"createTime":"2026-11-18T12:00:00Z","usageMetadata":{"promptTokenCount":55021,"candidatesTokenCount":923,"thoughtsTokenCount":785,"totalTokenCount":56729},"modelVersion":"gemini-2.5-pro","responseId":"BooksGemini0000016"}
      """)
    #expect(try gemini.total.output == 1_708)
    #expect(try gemini.usd == "0.08585625")  // not 0.07800625
  }

  @Test("T17 an answer of mostly reasoning is billed as a whole")
  func t17() throws {
    let books = try AccountingFixture(
      Line.chat(
        "t17-reasoning", model: "o3-mini", prompt: 100, output: 482,
        usage: ",\"completion_tokens_details\":{\"reasoning_tokens\":448}"))
    #expect(try books.total.output == 482)
    #expect(try books.usd == "0.0022308")
  }

  @Test("T18 cached tokens within the prompt are not billed again")
  func t18() throws {
    let chat = try AccountingFixture(
      Line.chat(
        "t18-cached", prompt: 10_000, output: 100,
        usage: ",\"prompt_tokens_details\":{\"cached_tokens\":8000}"
      ))
    let total = try chat.total
    #expect(total.promptTokens == 10_000)
    #expect(total.cost.decimalString == "0.016")  // not 0.036
    let gateway = try AccountingFixture(
      """
      {"id":"litellm-books-t18","call_type":"acompletion","cache_hit":null,"status":"success","custom_llm_provider":"anthropic","startTime":1794830400.0,"endTime":1794830401.0,"model":"claude-sonnet-4-5","metadata":{"usage_object":{"cache_creation_input_tokens":2000,"cache_read_input_tokens":40000,"prompt_tokens_details":{"cached_tokens":40000}}},"response_cost":0.2,"prompt_tokens":43000,"completion_tokens":600}
      """)
    #expect(try gateway.total.promptTokens == 43_000)
    #expect(try gateway.usd == "0.0315")
  }

  @Test("T19 cached tokens are billed at the cached price")
  func t19() throws {
    let books = try AccountingFixture(
      Line.chat(
        "t19-deepseek", model: "deepseek-chat", prompt: 10_000, output: 0,
        usage: ",\"prompt_cache_hit_tokens\":9000,\"prompt_cache_miss_tokens\":1000",
        members: "\"provider\":\"deepseek\","))
    let row = try #require(
      PriceCatalog.builtin.match(provider: "deepseek", model: "deepseek-chat")?.row(
        at: Instant(seconds: 1_794_830_400))?.row)
    let cached = try #require(row.standard.cacheRead).picodollars * 9_000
    let plain = try #require(row.standard.input).picodollars * 1_000
    #expect(try books.total.cost.nanodollars == (cached + plain) / 1_000)
    #expect(cached * 5 < plain * 9 * 5)
  }

  @Test("T20 audio and images within a cached prompt are billed once, by what the cache left")
  func t20() throws {
    let books = try AccountingFixture(
      """
      {"candidates":[],"createTime":"2026-11-18T12:00:00Z","usageMetadata":{"promptTokenCount":1100,"cachedContentTokenCount":1000,"candidatesTokenCount":0,"totalTokenCount":1100,"promptTokensDetails":[{"modality":"AUDIO","tokenCount":1100}]},"modelVersion":"gemini-2.5-flash","responseId":"BooksGemini0000020"}
      """)
    #expect(try books.total.promptTokens == 1_100)
    // 100 × 1 + 1,000 × 0.03, in millionths: never 1,100 as audio beside 1,000 as cached.
    #expect(try books.usd == "0.00013")
  }

  @Test("T21 a long prompt is a matter of one request, its cache included, and of the whole of it")
  func t21() throws {
    func usd(_ lines: String...) throws -> String {
      try AccountingFixture(["a.jsonl": lines.map { $0 + "\n" }.joined()]).usd
    }
    // Together more than 200,000, each of them less.
    #expect(
      try usd(
        Line.claude("t21a", input: 150_000, read: 0, write: 0, output: 0),
        Line.claude("t21b", input: 150_000, read: 0, write: 0, output: 0)) == "0.9")
    #expect(try usd(Line.claude("t21c", input: 100_000, read: 100_000, write: 0, output: 0)) == "0.33")
    #expect(try usd(Line.claude("t21d", input: 150_000, read: 100_000, write: 0, output: 600)) == "0.9735")
    #expect(try usd(Line.plain("t21e", model: "gpt-5.5", input: 272_000, output: 1_000)) == "1.39")
    #expect(try usd(Line.plain("t21f", model: "gpt-5.5", input: 272_001, output: 0)) == "2.72001")
  }

  @Test(
    "T22 tier, length and cache in every combination",
    arguments: [
      // Sonnet 4.5 a million: 3 and 15, cached 0.3; long 6 and 22.5, cached 0.6; a batch half of all.
      ("standard", 10_000, 0, "0.045"), ("standard", 10_000, 50_000, "0.06"),
      ("standard", 200_001, 0, "1.222506"), ("standard", 150_001, 50_000, "0.952506"),
      ("batch", 10_000, 0, "0.0225"), ("batch", 10_000, 50_000, "0.03"), ("batch", 200_001, 0, "0.611253"),
      ("batch", 150_001, 50_000, "0.476253"),
    ])
  func t22(tier: String, input: Int, read: Int, usd: String) throws {
    let line = Line.claude("t22", input: input, read: read, write: 0, output: 1_000)
      .replacing("\"usage\":{", with: "\"usage\":{\"service_tier\":\"\(tier)\",")
    #expect(try AccountingFixture(line).usd == usd)
  }

  @Test("T23 the tier that served counts, not the one asked for")
  func t23() throws {
    func exchange(_ id: String, served: String) -> String {
      """
      {"timestamp":"2026-11-18T12:00:00Z","request":{"model":"gpt-5","service_tier":"priority","messages":[]},\
      "response":\(Line.chat(id, model: "gpt-5", prompt: 1_000_000, output: 0, members: "\"service_tier\":\"\(served)\","))}
      """
    }
    #expect(try AccountingFixture(exchange("t23-default", served: "default")).usd == "1.25")
    #expect(try AccountingFixture(exchange("t23-priority", served: "priority")).usd == "2.5")
  }

  @Test(
    "T24 prices of the hour and of the day, by the request's start",
    arguments: [
      // DeepSeek's peak is 01:00-04:00 and 06:00-10:00 UTC from Monday to Friday.
      ("2026-11-18T00:59:59Z", "0.66"), ("2026-11-18T01:00:00Z", "1.32"), ("2026-11-18T10:00:00Z", "0.66"),
      ("2026-11-21T02:00:00Z", "0.66"), ("2026-11-18T09:00:00+08:00", "1.32"),
    ])
  func t24(at: String, usd: String) throws {
    let line = Line.plain(
      "t24", provider: "deepseek", model: "deepseek-v4-pro", input: 1_000_000, output: 0, at: at)
    #expect(try AccountingFixture(line).usd == usd)
  }

  @Test("T24 a price change holds from its day on, in UTC")
  func t24Dates() throws {
    func usd(_ at: String) throws -> String {
      try AccountingFixture(Line.plain("t24d", model: "o3", input: 1_000_000, output: 0, at: at)).usd
    }
    #expect(try usd("2025-06-09T23:59:59Z") == "10")
    #expect(try usd("2025-06-10T00:00:00Z") == "2")
  }
}
