public import SpendText

/// A framed text in the middle of the screen, over what is there.
public struct Popup: Sendable {
  public var title: SafeText
  public var lines: [Line]
  /// First line shown when not all fit.
  public var offset: Int

  public struct Line: Sendable {
    public var text: SafeText
    public var ink: Ink

    public init(_ text: SafeText, _ ink: Ink = .text) {
      self.text = text
      self.ink = ink
    }
  }

  public init(title: SafeText, lines: [Line], offset: Int = 0) {
    self.title = title
    self.lines = lines
    self.offset = offset
  }

  public func render(onto grid: inout CellGrid, in region: Region) {
    let lines = lines.map { Line(grid.spelled($0.text), $0.ink) }
    let widest = lines.reduce(title.width + 2) { max($0, $1.text.width) }
    let box = region.centred(height: lines.count + 2, width: widest + 4)
    grid.clear(box)
    let isCut = lines.count > box.height - 2
    let inner = Frame(title: title, note: isCut ? "↑↓ scroll" : "", hasFocus: true, isBox: true).render(
      onto: &grid, in: box)
    let first = min(max(0, offset), max(0, lines.count - inner.height))
    for (row, line) in lines.dropFirst(first).prefix(inner.height).enumerated() {
      grid.write(line.text.cut(to: inner.width - 2), row: row, column: 1, ink: line.ink, in: inner)
    }
  }
}
