import SpendFormatting
import SpendScreen
import SpendText

/// One line that says how far the history is read.
struct ProgressPanel {
  let progress: IngestProgress

  func render(onto grid: inout CellGrid, in region: Region) {
    guard !region.isEmpty else { return }
    let line = Region(row: region.row, column: region.column + 1, height: 1, width: region.width - 2)
    let (bar, rest) = line.splitLeft(line.width >= 60 ? 16 : 8)
    Gauge(share: progress.share ?? 0, ink: .good).render(onto: &grid, in: bar)
    typealias Segment = StatusLine.Segment
    var segments = [
      Segment(
        "reading \(FigureText.bytes(progress.bytesDone)) of \(FigureText.bytes(progress.bytes))", priority: 0)
    ]
    if progress.bytesPerSecond > 0 {
      segments.append(Segment("\(FigureText.bytes(progress.bytesPerSecond))/s", priority: 2))
    }
    if let seconds = progress.secondsLeft {
      segments.append(Segment("\(FigureText.age(seconds: seconds)) left", priority: 1))
    }
    segments.append(Segment(SafeText(CountText.text(progress.events, "event")), priority: 3))
    if progress.files > 0 {
      segments.append(
        Segment(
          "\(progress.filesDone) of \(SafeText(CountText.grouped(Int64(progress.files), "file")))",
          priority: 5))
    }
    if progress.rejected > 0 {
      segments.append(Segment("\(CountText.text(progress.rejected)) rejected", .warning, priority: 4))
    }
    StatusLine(segments).render(onto: &grid, in: rest.splitLeft(1).rest)
  }
}
