import ArgumentParser
import Foundation
import SpendCore
import SpendFormatting
import SpendStore
import Testing

@testable import spendtop

@Suite struct ExportTests {
  private func lines(_ store: SampleStore, _ arguments: String...) throws -> [String] {
    var lines: [String] = []
    switch try Spendtop.parseAsRoot(["export"] + arguments) {
    case let command as ExportEvents: try command.forEachLine(store.context()) { lines.append($0) }
    case let command as ExportRollups: try command.forEachLine(store.context()) { lines.append($0) }
    default: Issue.record("no export")
    }
    return lines
  }

  static let names = [
    "time", "provider", "model", "feature", "query_type", "request_id", "input", "cache_read",
    "cache_write_5m",
    "cache_write_1h", "output", "reasoning", "audio_in", "image_in", "audio_out", "image_out", "web_search",
    "cost_usd", "cost_status", "logged_cost_usd", "computed_cost_usd", "status", "stream", "tier",
    "latency_ms",
    "ttft_ms", "user", "team", "key", "session", "project", "environment", "tags", "format", "path", "line",
    "offset", "units", "unit", "customer", "region", "host", "identity", "price", "cache_saved_usd",
    "time_us",
    "marks", "error",
  ]

  @Test("columns and their order", arguments: [("csv", ","), ("tsv", "\t")])
  func columns(format: String, separator: String) throws {
    let lines = try lines(SampleStore(), "events", "--format", format)
    #expect(lines[0] == Self.names.joined(separator: separator))
    #expect(lines.count == 7)
  }

  @Test("an event as JSON: unknown is null")
  func json() throws {
    let lines = try lines(SampleStore(), "events", "--until", "2026-11-20")
    #expect(lines.count == 2)
    #expect(
      lines[0].hasPrefix(
        """
        {"time":"2026-11-19T09:00:00.250Z","provider":"openai","model":"gpt-4o","feature":"search",\
        "query_type":null,"request_id":"req-1","input":100,"cache_read":900,"cache_write_5m":50,\
        "cache_write_1h":25,"output":200,"reasoning":120,"audio_in":null,"image_in":null,"audio_out":null,\
        "image_out":null,"web_search":2,"cost_usd":"1.250000001","cost_status":"priced","logged_cost_usd":null,\
        "computed_cost_usd":"1.250000001","status":"ok","stream":true,"tier":null,"latency_ms":1000,\
        "ttft_ms":200,"user":"ann","team":null,"key":null,"session":null,"project":null,"environment":null,\
        "tags":"tier=gold|beta","format":"generic-jsonl","path":"/log/a.jsonl","line":1,"offset":0,"units":null,"unit":null,"customer":null,"region":null,"host":null,"identity":"
        """))
    #expect(lines[0].hasSuffix(#","time_us":1795078800250000,"marks":null,"error":null}"#))
  }

  @Test("JSON has every column in order")
  func jsonColumns() throws {
    for line in try lines(SampleStore(), "events") {
      let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      #expect(Set(object.keys) == Set(Self.names))
      let positions = try Self.names.map { try #require(line.range(of: "\"\($0)\":")).lowerBound }
      #expect(positions == positions.sorted())
    }
  }

  @Test("an event as CSV: unknown is empty, amounts are numbers, no text is a formula")
  func csv() throws {
    let lines = try lines(SampleStore(), "events", "--format", "csv", "--since", "today")
    // Behind the unit: three empty labels, identity, price, savings, time, no mark, the class of the error.
    let known = try lines.dropFirst().map { line in
      let cells = line.components(separatedBy: ",")
      #expect(cells.suffix(9).prefix(3) == ["", "", ""] && cells.dropLast().last == "")
      let identity = try #require(cells.dropLast(5).last)
      #expect(EventIdentity(hexadecimal: identity) != nil)
      return cells.dropLast(9).joined(separator: ",")
    }
    #expect(
      known == [
        "2026-11-20T10:02:00.250Z,openai,gpt-4o,search,,,1000,,,,200,,,,,,,0.0045,priced,,0.0045,ok,,,3000,,,,,,,,,generic-jsonl,/log/a.jsonl,3,200,,",
        "2026-11-20T10:03:00.250Z,,house-model,,,,1000,,,,200,,,,,,,,unpriced,,,ok,,,,,,,,,,,,generic-jsonl,/log/a.jsonl,4,300,,",
        "2026-11-20T11:04:00.250Z,openai,gpt-4o,search,,\"'=cmd|'x'!A1\",10,,,,,,,,,,,0,priced,,0,error,,,,,,,,,,,,generic-jsonl,/log/a.jsonl,5,400,,",
        "2026-11-20T11:05:00.250Z,openai,gpt-4o,\"a \"\"b\"\", c|d\",,,1000,,,,200,,,,,,,-0.002,priced,,-0.002,ok,,,,,,,,,,,,generic-jsonl,/log/a.jsonl,6,500,,",
      ])
  }

  @Test("filters reach events")
  func filters() throws {
    let store = try SampleStore()
    #expect(try lines(store, "events", "--filter", "user=ann").count == 1)
    #expect(try lines(store, "events", "--filter", "model~^gpt", "--filter", "feature!=search").count == 2)
    #expect(try lines(store, "events", "--filter", "feature=(none)").count == 1)
  }

  @Test("rollups add up to the events")
  func rollups() throws {
    let lines = try lines(SampleStore(), "rollups", "--format", "csv", "--filter", "model=gpt-4o")
    #expect(
      lines == [
        "start,provider,model,feature,query_type,requests,errors,input,cache_read,cache_write_5m,cache_write_1h,output,reasoning,cost_usd,unpriced_requests,unpriced_tokens,latency_ms_p50,latency_ms_p95,ttft_ms_p50,ttft_ms_p95",
        "2026-11-19T09:00:00.000Z,openai,gpt-4o,chat,,1,0,1000,0,0,0,200,0,0.0045,0,0,2000,2000,,",
        "2026-11-19T09:00:00.000Z,openai,gpt-4o,search,,1,0,100,900,50,25,200,120,1.250000001,0,0,1000,1000,202,202",
        "2026-11-20T10:00:00.000Z,openai,gpt-4o,search,,1,0,1000,0,0,0,200,0,0.0045,0,0,2976,2976,,",
        "2026-11-20T11:00:00.000Z,openai,gpt-4o,\"a \"\"b\"\", c|d\",,1,0,1000,0,0,0,200,0,-0.002,0,0,,,,",
        "2026-11-20T11:00:00.000Z,openai,gpt-4o,search,,1,1,10,0,0,0,0,0,0,0,0,,,,",
      ])
    let json = try self.lines(SampleStore(), "rollups", "--filter", "model=house-model")
    #expect(
      json == [
        """
        {"start":"2026-11-20T10:00:00.000Z","provider":null,"model":"house-model","feature":null,"query_type":null,\
        "requests":1,"errors":0,"input":1000,"cache_read":0,"cache_write_5m":0,"cache_write_1h":0,"output":200,\
        "reasoning":0,"cost_usd":null,"unpriced_requests":1,"unpriced_tokens":1200,"latency_ms_p50":null,\
        "latency_ms_p95":null,"ttft_ms_p50":null,"ttft_ms_p95":null}
        """
      ])
  }

  @Test(
    "texts in CSV",
    arguments: [
      ("", ""), ("plain-1.5/x", "plain-1.5/x"), ("a b", "\"a b\""), ("a,b", "\"a,b\""), ("a;b", "\"a;b\""),
      ("say \"x\"", "\"say \"\"x\"\"\""), ("=1+1", "\"'=1+1\""), ("+1", "\"'+1\""), ("-1", "\"'-1\""),
      ("@x", "\"'@x\""), ("＝1", "\"'＝1\""), ("\t=1", "\"'^I=1\""), ("\r\nx", "\"'^M^Jx\""),
      ("\0x", "\"'^@x\""),
      ("a\nb", "a^Jb"), ("a\u{1B}[2Jb", "a^[[2Jb"), ("prüfung", "prüfung"), ("1-1", "1-1"), ("'x", "\"'x\""),
    ])
  func csvText(_ text: String, cell: String) {
    #expect(DelimitedText.csv.line([.text(text)]) == cell)
  }

  @Test("figures are written as they are, and a row is one line")
  func figures() {
    #expect(DelimitedText.csv.line([.figure("-0.5"), .text("x"), .figure("")]) == "-0.5,x,")
    #expect(DelimitedText.tsv.line([.text("a\tb\nc"), .text("=1"), .figure("-1")]) == "a^Ib^Jc\t=1\t-1")
  }
}
