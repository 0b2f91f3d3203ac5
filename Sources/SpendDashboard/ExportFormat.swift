import SpendCore

/// File format of an export.
public enum ExportFormat: String, Sendable, Hashable, CaseIterable {
  case csv, json, markdown

  var suffix: String { self == .markdown ? "md" : rawValue }
}
