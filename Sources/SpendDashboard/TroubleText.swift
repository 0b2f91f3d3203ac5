import SpendCore
import SpendFormatting
import SpendText

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
      return "0 of \(CountText.grouped(first.lines, "line")) recognised in \(name(first.path))"
        + " · run spendtop doctor \(first.path)"
    }
    let lines = stored.unrecognised.reduce(0) { $0 &+ $1.lines }
    return "0 of \(CountText.grouped(lines)) lines recognised in \(stored.unrecognised.count) files"
      + " · press 9, or run spendtop doctor \(first.path)"
  }

  private static func name(_ path: String) -> String { String(path.split(separator: "/").last ?? "") }
}
