/// Rows as lines.
public struct ToolDatabasePage: Sendable {
  public var lines: [UInt8]
  /// Position after these lines. Rows with the same timestamp are read again, because one may have been
  /// written since. Nil when rows have no timestamp.
  public var position: [UInt8]?
  public var isLast: Bool

  public init(lines: [UInt8] = [], position: [UInt8]? = nil, isLast: Bool = false) {
    self.lines = lines
    self.position = position
    self.isLast = isLast
  }
}
