import ArgumentParser
import SpendCore

/// The time range that a command looks at.
struct TimeRangeOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: "Start of the time range: 7d, today, month, 2026-11-01 (default: all data).")
  var since: String?
  @Option(parsing: .unconditional, help: "End of the time range (default: all data).")
  var until: String?

  /// The range that was asked for. `defaultStart`: where it begins without `--since`; nil for all data.
  func span(_ context: Context, defaultStart: String? = nil) throws -> OpenSpan {
    try context.span(since: since ?? defaultStart, until: until)
  }

  /// The range as a window, all time without the options.
  func window(_ context: Context) throws -> TimeWindow {
    let span = try span(context)
    return TimeWindow(start: span.start ?? TimeWindow.allTime.start, end: span.end ?? TimeWindow.allTime.end)
  }
}
