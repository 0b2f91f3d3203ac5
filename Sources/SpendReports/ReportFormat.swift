/// Output formats of reports.
public enum ReportFormat: String, CaseIterable, Sendable {
  case table, json, csv, markdown
}
