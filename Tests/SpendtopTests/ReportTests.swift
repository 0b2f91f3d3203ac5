import ArgumentParser
import Foundation
import SpendAnalytics
import SpendCore
import SpendReports
import SpendStore
import Testing

@testable import spendtop

@Suite struct ReportTests {
  private func report(_ store: SampleStore, zone: Zone = .utc, _ arguments: String...) throws -> SpendReport {
    let command = try #require(try Spendtop.parseAsRoot(["report"] + arguments) as? ReportCommand)
    return try command.report(store.context(zone: zone))
  }

  @Test("JSON, to the letter")
  func json() throws {
    let report = try report(SampleStore(), "--since", "-7d", "--by", "feature", "--filter", "model=gpt-4o")
    #expect(
      report.json == """
        {"schema":1,"since":"2026-11-13T12:00:00.000Z","until":"2026-11-20T12:00:00.000Z","tz":"UTC","by":["feature"],\
        "rows":[\
        {"feature":"search","requests":3,"errors":1,"input":1110,"cache_read":900,"cache_write_5m":50,\
        "cache_write_1h":25,"output":400,"reasoning":120,"cost_usd":"1.254500001","unpriced_requests":0,\
        "unpriced_tokens":0,"latency_ms_p50":1000,"latency_ms_p95":2976,"ttft_ms_p50":202,"ttft_ms_p95":202},\
        {"feature":"chat","requests":1,"errors":0,"input":1000,"cache_read":0,"cache_write_5m":0,\
        "cache_write_1h":0,"output":200,"reasoning":0,"cost_usd":"0.0045","unpriced_requests":0,\
        "unpriced_tokens":0,"latency_ms_p50":2000,"latency_ms_p95":2000,"ttft_ms_p50":null,"ttft_ms_p95":null},\
        {"feature":"a \\"b\\", c|d","requests":1,"errors":0,"input":1000,"cache_read":0,"cache_write_5m":0,\
        "cache_write_1h":0,"output":200,"reasoning":0,"cost_usd":"-0.002","unpriced_requests":0,\
        "unpriced_tokens":0,"latency_ms_p50":null,"latency_ms_p95":null,"ttft_ms_p50":null,"ttft_ms_p95":null}],\
        "total":{"requests":5,"errors":1,"input":3110,"cache_read":900,"cache_write_5m":50,"cache_write_1h":25,\
        "output":800,"reasoning":120,"cost_usd":"1.257000001","unpriced_requests":0,"unpriced_tokens":0,\
        "latency_ms_p50":2000,"latency_ms_p95":2976,"ttft_ms_p50":202,"ttft_ms_p95":202},\
        "unpriced":{"models":0,"requests":0,"tokens":0}}
        """)
    #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(report.json.utf8)) }
  }

  @Test("the table says what is unpriced instead of showing zero")
  func table() throws {
    let table = try report(SampleStore(), "--by", "provider,feature").table
    #expect(
      table == """
        Provider  Feature         cost   share  requests  errors  tokens  cached      p95
        openai    search       $1.2545   99.8%         3       1    2485     43%  2976 ms
        openai    chat         $0.0045    0.4%         1       0    1200      0%  2000 ms
        (none)    (none)             –       –         1       0    1200      0%        –
        openai    a "b", c|d  -$0.0020   -0.2%         1       0    1200      0%        –
        total                 ≥$1.2570  100.0%         6       1    6085     18%  2976 ms
        ≥ $1.2570, 1 model unpriced: 1 request, 1,200 tokens (spendtop doctor)
        """)
  }

  @Test("tables without a dimension, of a single row, and of nothing")
  func smallTables() throws {
    let store = try SampleStore()
    #expect(
      try report(store, "--by", "", "--bucket", "day").table == """
        start           cost   share  requests  errors  tokens  cached      p95
        2026-11-19   $1.2545   99.8%         2       0    2475     43%  2000 ms
        2026-11-20  ≥$0.0025    0.2%         4       1    3610      0%  2976 ms
        total       ≥$1.2570  100.0%         6       1    6085     18%  2976 ms
        ≥ $1.2570, 1 model unpriced: 1 request, 1,200 tokens (spendtop doctor)
        """)
    #expect(
      try report(store, "--by", "model", "--filter", "user=ann").table == """
        Model      cost   share  requests  errors  tokens  cached      p95
        gpt-4o  $1.2500  100.0%         1       0    1275     84%  1000 ms
        """)
    #expect(
      try report(store, "--by", "model", "--filter", "user=nobody").table == """
        Model     cost  share  requests  errors  tokens  cached  p95
        total  $0.0000      –         0       0       0       –    –
        """)
  }

  @Test("CSV of days: no label is a formula, no amount is a text")
  func csv() throws {
    #expect(
      try report(SampleStore(), "--bucket", "day", "--by", "feature").csv == """
        start,feature,requests,errors,input,cache_read,cache_write_5m,cache_write_1h,output,reasoning,cost_usd,\
        unpriced_requests,unpriced_tokens,latency_ms_p50,latency_ms_p95,ttft_ms_p50,ttft_ms_p95
        2026-11-19T00:00:00.000Z,search,1,0,100,900,50,25,200,120,1.250000001,0,0,1000,1000,202,202
        2026-11-19T00:00:00.000Z,chat,1,0,1000,0,0,0,200,0,0.0045,0,0,2000,2000,,
        2026-11-20T00:00:00.000Z,search,2,1,1010,0,0,0,200,0,0.0045,0,0,2976,2976,,
        2026-11-20T00:00:00.000Z,,1,0,1000,0,0,0,200,0,,1,1200,,,,
        2026-11-20T00:00:00.000Z,"a ""b"", c|d",1,0,1000,0,0,0,200,0,-0.002,0,0,,,,
        """)
  }

  @Test("Markdown keeps labels in their cells")
  func markdown() throws {
    #expect(
      try report(SampleStore(), "--filter", "feature~^a", "--limit", "1").markdown == """
        | feature | requests | errors | input | cache_read | cache_write_5m | cache_write_1h | output | reasoning |\
         cost_usd | unpriced_requests | unpriced_tokens | latency_ms_p50 | latency_ms_p95 | ttft_ms_p50 | ttft_ms_p95 |
        | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
        | a "b", c\\|d | 1 | 0 | 1000 | 0 | 0 | 0 | 200 | 0 | -0.002 | 0 | 0 |  |  |  |  |
        """)
  }

  @Test(
    "order, limit and filters",
    arguments: [
      (["--by", "model"], ["gpt-4o", "house-model"]),
      (["--by", "model", "--filter", "feature=(none)"], ["house-model"]),
      (["--by", "model", "--filter", "model!=gpt-4o"], ["house-model"]),
      (["--by", "feature", "--sort", "feature"], ["", "a \"b\", c|d", "chat", "search"]),
      (["--by", "feature", "--sort", "errors", "--limit", "1"], ["search"]),
      (["--by", "feature", "--metric", "tokens", "--limit", "2"], ["search", ""]),
      (["--by", "feature", "--limit", "0"], []),
      (["--by", "user", "--filter", "user!=(none)"], ["ann"]),
      (["--by", "feature, feature", "--since", "today", "--until", "-90m"], ["search", ""]),
      (["--by", "feature", "--since", "2026-11-19", "--until", "2026-11-20"], ["search", "chat"]),
    ])
  func rows(arguments: [String], keys: [String]) throws {
    let command = try #require(try Spendtop.parseAsRoot(["report"] + arguments) as? ReportCommand)
    let store = try SampleStore()
    #expect(try command.report(store.context()).rows.map { $0.keys[0] } == keys)
  }

  @Test("without --since it covers all that is stored, events ahead of the clock too")
  func everything() throws {
    let store = try SampleStore([SampleEvent(hour: 3, day: 1), SampleEvent(hour: 23, day: 25)])
    let report = try report(store, "--by", "")
    #expect(report.total.requests == 2)
    #expect(report.window.start.rfc3339 == "2026-11-01T03:00:00.000Z")
    #expect(report.window.end.rfc3339 == "2026-11-26T00:00:00.000Z")
    let empty = try self.report(SampleStore([]))
    #expect(empty.rows.isEmpty)
    #expect(empty.json.contains("\"rows\":[],\"total\":{\"requests\":0,"))
  }

  @Test("days are those of --tz, times are UTC")
  func zone() throws {
    let tokyo = try #require(Zone(named: "Asia/Tokyo"))
    let report = try report(SampleStore(), zone: tokyo, "--bucket", "day", "--by", "model")
    #expect(report.json.contains("\"tz\":\"Asia/Tokyo\""))
    #expect(
      report.rows.compactMap(\.bucketStart?.rfc3339) == [
        "2026-11-18T15:00:00.000Z", "2026-11-19T15:00:00.000Z", "2026-11-19T15:00:00.000Z",
      ])
  }

  @Test(
    "one clear message",
    arguments: [
      (["--sort", "model"], "neither in --by"), (["--sort", "costs"], "did you mean \"cost\""),
      (["--sort", "zzzzzzzzzzzz"], "neither in --by"),
      (["--limit", "-1"], "--limit is negative"), (["--by", "featur"], "did you mean \"feature\""),
      (["--bucket", "year"], "cannot cut into"), (["--filter", "feature"], "expected key=value"),
      (["--filter", "model~("], "is not a regular expression"),
      (["--since", "today", "--until", "-3d"], "--until is before --since"),
    ] as [([String], String)])
  func refusals(arguments: [String], says: String) throws {
    let command = try #require(try Spendtop.parseAsRoot(["report"] + arguments) as? ReportCommand)
    let store = try SampleStore()
    let error = #expect(throws: UserMessage.self) { try command.report(store.context()) }
    #expect(try #require(error).description.contains(says), "\(error?.description ?? "")")
  }
}
