import Foundation
import SpendCore
import SpendLogFormats
import Testing

/// Records in the deliveries of streams and behind less usual members of log lines.
@Suite struct DeliveryTests {
  private static let record =
    #"{"ts":"2026-09-22T08:00:00Z","request_id":"delivery-record-01","model":"gpt-4o","prompt_tokens":90,"completion_tokens":7}"#

  private static func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

  private static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  static let lines = [
    #"{"requestId":"d1","timestamp":1790064001000,"records":[{"data":"\#(base64(record))"}]}"#,
    #"{"invocationId":"d1","deliveryStreamArn":"arn","region":"eu-west-1","records":[{"recordId":"1","approximateArrivalTimestamp":1790064001000,"data":"\#(base64(record + "\n"))"}]}"#,
    #"{"Records":[{"SequenceNumber":"1","Data":"\#(base64(record))","PartitionKey":"p"}],"MillisBehindLatest":0}"#,
    #"{"@t":"2026-09-22T08:00:01Z","@mt":"Usage {Usage}","Usage":\#(quoted(record))}"#,
    #"{"Timestamp":"2026-09-22T08:00:01Z","SeverityText":"INFO","Body":\#(quoted(record)),"ResourceAttributes":{},"LogAttributes":{}}"#,
    #"{"timestamp":1790064001000000000,"id":"x","trace_id":"","severity_text":"INFO","body":\#(quoted(record)),"attributes_string":{}}"#,
    #"{"@t":"2026-09-22T08:00:01Z","@mt":"{Call}","Call":\#(quoted("2026-09-22 08:00:01,500 INFO shop " + record))}"#,
    "<14>1 2026-09-22T08:00:01.500Z node-a shop 7 - - [\(record)]",
    "time=2026-09-22T08:00:01Z level=info msg="
      + quoted("2026-09-22T08:00:01.500000001Z stdout F " + record),
  ]

  @Test("the record is read as bare", arguments: lines)
  func read(line: String) throws {
    let events = Reader(line).events
    #expect(events.count == 1)
    let event = try #require(events.first)
    #expect(event.identity == "delivery-record-01")
    #expect(event.tokens == TokenCounts(input: 90, output: 7))
    #expect(event.time == Instant(seconds: 1_790_064_000))
  }

  @Test("every record of a delivery counts, and one that is damaged rejects itself alone")
  func several() {
    let other = Self.record.replacing("delivery-record-01", with: "delivery-record-02")
    let broken = Self.base64(#"{"ts":1790064000,"model":"gpt-4o","prompt_tokens":-5,"completion_tokens":7}"#)
    let items = [Self.base64(Self.record), broken, Self.base64(other), "%%%"].map { #"{"data":"\#($0)"}"# }
    let reader = Reader(#"{"requestId":"d1","records":[\#(items.joined(separator: ","))]}"#)
    #expect(reader.events.map(\.identity) == ["delivery-record-01", "delivery-record-02"])
    #expect(reader.rejects.count == 1)
  }

  @Test("a list of records that are objects is no delivery")
  func objects() {
    let reader = Reader(#"{"requestId":"d1","records":[\#(Self.record)]}"#)
    #expect(reader.events.map(\.identity) == ["delivery-record-01"])
  }
}
