import SpendScreen
import SpendText

/// The first screen of a machine without logs: three ways to begin.
struct WelcomePanel {
  let welcome: Welcome

  private static let widest = 84

  private typealias Line = Popup.Line

  func render(onto grid: inout CellGrid, in region: Region) {
    let width = min(Self.widest, region.width)
    let lines = lines.flatMap { line in
      line.text.string.isEmpty
        ? [line] : TextWrapping.lines(line.text, width: width - 4).map { Line($0, line.ink) }
    }
    let box = region.centred(height: lines.count + 2, width: width)
    let inner = Frame(title: "No logs found", note: "q quits", hasFocus: true, isBox: true).render(
      onto: &grid, in: box)
    for (row, line) in lines.prefix(inner.height).enumerated() {
      grid.write(line.text, row: row, column: 1, ink: line.ink, in: inner)
    }
  }

  private var lines: [Line] {
    var lines = [
      Line("spendtop shows what requests to language models cost, from your logs."), Line(""),
      Line("1  See it at work, with simulated traffic", .title), Line("   spendtop demo", .focus), Line(""),
      Line("2  Read and follow your logs, or a pipe", .title),
      Line("   spendtop /var/log/llm 'logs/**/*.jsonl.gz'", .focus),
      Line("   tail -F app.jsonl | spendtop -", .focus), Line(""),
      Line("3  Name your logs once, and start without arguments from then on", .title),
      Line("   [[source]] in \(SafeText(welcome.configurationPath))", .focus),
      Line("   path = \"/var/log/llm/**/*.jsonl*\"", .focus),
    ]
    if !welcome.searched.isEmpty {
      lines += [
        Line(""),
        Line(
          "Logs of coding agents need no path. None found yet of \(SafeText(welcome.searched.joined(separator: ", ")))",
          .muted),
      ]
    }
    return lines
  }
}
