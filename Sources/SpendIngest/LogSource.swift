import SpendCore

/// A source: path, format and labels.
public struct LogSource: Sendable {
  /// A file, a directory, a pattern with `*`, `?`, `[…]` and `**`, or `-` for standard input.
  public var path: String
  /// Name of the format of the source; nil to detect the format of each line.
  public var format: String?
  /// Names of the columns of tables without a header.
  public var columns: [String] = []
  /// Labels that every event of the source gets.
  public var assignments: [LabelAssignment]

  public init(path: String, format: String? = nil, assignments: [LabelAssignment] = []) {
    self.path = path
    self.format = format
    self.assignments = assignments
  }

  public var isStandardInput: Bool { path == "-" }
}
