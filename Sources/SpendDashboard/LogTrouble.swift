public import SpendCore
import SpendFormatting
import SpendText

/// Files that give no figures: what a screen without spend owes to the person in front of it.
public struct LogTrouble: Sendable, Hashable {
  /// Files with lines of which none has a known format.
  public var unrecognised: [SourceReport] = []
  /// Files that could not be read to their end.
  public var failed: [SourceReport] = []
  /// Lines of no known format, over all files.
  public var unrecognisedLines: Int64 = 0

  /// Largest number of sources that are examined for one line of the screen.
  private static let mostSources: Int64 = 5_000

  public init() {}

  init(_ source: any SpendSource, _ health: StoreHealth) throws {
    guard health.sources <= Self.mostSources else { return }
    for report in try source.sources() {
      unrecognisedLines &+= report.unrecognised
      if report.error != nil || report.state == .error {
        failed.append(report)
      } else if report.state != .missing, report.lines > 0, report.events == 0, report.duplicates == 0 {
        unrecognised.append(report)
      }
    }
  }
}
