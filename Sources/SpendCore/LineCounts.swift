/// Outcomes of the lines of a block.
public struct LineCounts: Sendable, Hashable {
  /// Non-empty lines.
  public var lines = 0
  /// Lines of a known kind that are not usage.
  public var ignored = 0
  /// Lines of no known kind.
  public var unrecognised = 0
  /// Lines that could not be read.
  public var rejected = 0

  public init() {}

  public static func += (a: inout LineCounts, b: LineCounts) {
    a.lines += b.lines
    a.ignored += b.ignored
    a.unrecognised += b.unrecognised
    a.rejected += b.rejected
  }
}
