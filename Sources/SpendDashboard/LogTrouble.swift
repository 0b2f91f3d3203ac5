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

/// The line under the header about a database that cannot be read, or files without figures.
enum TroubleText {
  /// Nil when all files are well.
  static func line(_ state: DashboardState) -> String? {
    if let remedy = state.snapshot?.remedy { return remedy }
    let progress = state.progress.failures
    let stored = state.snapshot?.trouble ?? LogTrouble()
    let failed =
      progress.map { ($0.path, $0.reason) } + stored.failed.map { ($0.path, $0.error ?? "read error") }
    if let (path, reason) = failed.first {
      let more = failed.count > 1 ? " and \(failed.count - 1) more" : ""
      return "Cannot read \(name(path)): \(reason)\(more) · run spendtop doctor \(path)"
    }
    if state.progress.phase == .live, state.progress.files == 0, state.snapshot?.health.events == 0,
      !state.isDemo, !state.progress.readsPipe, state.welcome == nil
    {
      return "No log files found in the given paths"
    }
    // Reading may still find what the first lines did not show.
    guard state.progress.phase != .reading, let first = stored.unrecognised.first else { return nil }
    if stored.unrecognised.count == 1 {
      return "0 of \(CountText.grouped(first.lines)) lines recognised in \(name(first.path))"
        + " · run spendtop doctor \(first.path)"
    }
    let lines = stored.unrecognised.reduce(0) { $0 &+ $1.lines }
    return "0 of \(CountText.grouped(lines)) lines recognised in \(stored.unrecognised.count) files"
      + " · press 9, or run spendtop doctor \(first.path)"
  }

  private static func name(_ path: String) -> String { String(path.split(separator: "/").last ?? "") }
}
