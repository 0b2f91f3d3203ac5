import ArgumentParser
import SpendCore
import SpendStore

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Hand stored data to other programs.",
    subcommands: [ExportEvents.self, ExportRollups.self])
}

enum ExportFormat: String, ExpressibleByArgument, CaseIterable {
  case jsonl, csv, tsv

  func line(_ cells: [String]) -> String {
    switch self {
    case .tsv: cells.map(DelimitedWriter.tsv).joined(separator: "\t")
    case .csv, .jsonl: cells.map(DelimitedWriter.csv).joined(separator: ",")
    }
  }
}

struct ExportEvents: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "events", abstract: "Every event, one a line, in order of time.",
    discussion: "  spendtop export events --since 1d --format csv > events.csv")

  @OptionGroup var global: GlobalOptions
  @Option(parsing: .unconditional, help: "From when. Default: all there is.")
  var since: String?
  @Option(parsing: .unconditional, help: "Until when.")
  var until: String?
  @Option(parsing: .unconditionalSingleValue, help: "key=value, key!=value or key~regex; repeatable.")
  var filter: [String] = []
  @Option(parsing: .unconditional, help: "jsonl, csv or tsv.")
  var format = ExportFormat.jsonl

  func run() throws {
    let context = try global.resolved()
    let start = try since.map { try context.time($0, option: "--since") } ?? TimeWindow.allTime.start
    let end = try until.map { try context.time($0, option: "--until") } ?? TimeWindow.allTime.end
    let filters = try filter.map(FilterText.parse)
    let store = try context.store()
    let output = LineOutput()
    if format != .jsonl { output.write(format.line(EventLine.names)) }
    try context.reading {
      try store.forEachEvent(in: TimeWindow(start: start, end: end), filters: filters) { event in
        output.write(format == .jsonl ? EventLine.json(event) : format.line(EventLine.cells(event)))
      }
    }
    output.flush()
  }
}

struct ExportRollups: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rollups", abstract: "Sums by hour, provider, model, feature and query type.")

  @OptionGroup var global: GlobalOptions
  @Option(parsing: .unconditional, help: "From when. Default 30d.")
  var since: String?
  @Option(parsing: .unconditional, help: "Until when.")
  var until: String?
  @Option(parsing: .unconditionalSingleValue, help: "key=value, key!=value or key~regex; repeatable.")
  var filter: [String] = []
  @Option(parsing: .unconditional, help: "jsonl, csv or tsv.")
  var format = ExportFormat.jsonl

  func run() throws {
    let context = try global.resolved()
    let dimensions: [Dimension] = [.provider, .model, .feature, .queryType]
    let query = SpendQuery(
      window: try context.window(since: since, until: until), groups: dimensions, bucket: .hour,
      filters: try filter.map(FilterText.parse), includesLatency: true)
    let store = try context.store()
    let rows = try context.reading { try store.rows(for: query) }.sorted {
      ($0.bucketStart ?? .init(microseconds: 0), $0.keys.joined()) < (
        $1.bucketStart ?? .init(microseconds: 0), $1.keys.joined()
      )
    }
    let output = LineOutput()
    let names = ["start"] + dimensions.map(\.rawValue) + SpendReport.columns.map(\.name)
    if format != .jsonl { output.write(format.line(names)) }
    for row in rows {
      let cells = [row.bucketStart?.rfc3339 ?? ""] + row.keys + SpendReport.columns.map { $0.value(row.sums) }
      guard format == .jsonl else {
        output.write(format.line(cells))
        continue
      }
      let members = zip(names, cells).map { name, cell in
        let isText = name == "start" || name == "cost_usd" || Dimension(rawValue: name) != nil
        return "\"\(name)\":" + (cell.isEmpty ? "null" : isText ? JSONWriter.string(cell) : cell)
      }
      output.write("{" + members.joined(separator: ",") + "}")
    }
    output.flush()
  }
}
