/// A cell of a table for other programs.
public enum TableCell: Sendable, Hashable {
  /// Text from a log or the configuration: made safe, and never a formula.
  case text(String)
  /// A number, a time or a word of our own; empty where unknown.
  case figure(String)
}
