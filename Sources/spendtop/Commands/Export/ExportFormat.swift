import ArgumentParser
import SpendFormatting
import SpendReports

enum ExportFormat: String, ExpressibleByArgument, CaseIterable {
  case jsonl, csv, tsv

  /// Nil for JSON, which has no header and no cells.
  var delimited: DelimitedText? {
    switch self {
    case .jsonl: nil
    case .csv: .csv
    case .tsv: .tsv
    }
  }
}
