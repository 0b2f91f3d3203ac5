import Foundation
import SpendCore
import SpendFormatting
import SpendLogFormats
import SpendIngest
import SpendSettings
import SpendStore

/// Summary of an ingest run.
enum IngestReport {
  static func json(
    _ counts: IngestCounts, rejects: [(path: String, line: RejectedLine)], notices: [SourceNotice],
    seconds: Double
  ) -> String {
    let notes = notices.map {
      "{\"path\":\(JSONWriter.string($0.path)),\"kind\":\"\($0.kind.rawValue)\",\"reason\":\(JSONWriter.string($0.detail))}"
    }
    let list = rejects.map {
      "{\"path\":\(JSONWriter.string($0.path)),\"line\":\($0.line.line),\"offset\":\($0.line.offset),\"reason\":\(JSONWriter.string($0.line.reason))}"
    }
    return """
      {"schema":1,"files":\(counts.files),"bytes":\(counts.bytesDone),"lines":\(counts.lines),"events":\(counts.events),\
      "duplicates":\(counts.duplicates),"replaced":\(counts.replaced),"ignored":\(counts.ignored),\
      "unrecognised":\(counts.unrecognised),"rejected":\(counts.rejected),"unpriced":\(counts.unpriced),\
      "seconds":\(rounded(seconds)),\
      "rejects":[\(list.joined(separator: ","))],"notices":[\(notes.joined(separator: ","))]}
      """
  }

  static func text(_ counts: IngestCounts, seconds: Double) -> String {
    var line =
      "\(CountText.grouped(counts.events, "new event")) from \(CountText.grouped(counts.lines, "line")) in "
      + "\(CountText.grouped(Int64(counts.files), "file")), \(rounded(seconds)) s"
    if counts.duplicates > 0 { line += "; \(counts.duplicates) known already" }
    if counts.replaced > 0 { line += "; \(counts.replaced) replaced by fuller records" }
    if counts.ignored > 0 { line += "; \(CountText.grouped(counts.ignored, "line")) without usage data" }
    if counts.unrecognised > 0 {
      line +=
        "; \(CountText.grouped(counts.unrecognised, "line")) of no known format (spendtop formats detect -v FILE)"
    }
    if counts.rejected > 0 {
      line += "; \(CountText.grouped(counts.rejected, "line")) could not be read (spendtop doctor)"
    }
    if counts.unpriced > 0 { line += "; \(counts.unpriced) without a price (spendtop doctor)" }
    return line
  }

  private static func rounded(_ seconds: Double) -> String {
    String(format: "%.2f", seconds)
  }
}
