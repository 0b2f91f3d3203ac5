/// A bar, one row high, for a used share.
public struct Gauge: Sendable {
  /// 0 is empty, 1 is full; more than 1 is drawn full.
  public var share: Double
  public var ink: Ink

  public init(share: Double, ink: Ink = .good) {
    self.share = share
    self.ink = ink
  }

  static let lengths: [Unicode.Scalar] = [" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"]

  /// Draws the bar over the first row of `region`.
  public func render(onto grid: inout CellGrid, in region: Region) {
    grid.fill(region.splitTop(1).top, glyph: "░", ink: .muted)
    Self.bar(share, ink: ink, onto: &grid, in: region)
  }

  /// A bar of eighths of a cell without a track behind it.
  static func bar(_ share: Double, ink: Ink, onto grid: inout CellGrid, in region: Region) {
    guard share.isFinite, share > 0, !region.isEmpty else { return }
    // A share above zero fills at least an eighth of a cell.
    let eighths = max(1, Int((min(1, share) * Double(region.width) * 8).rounded()))
    for column in 0..<(eighths + 7) / 8 {
      let glyph = lengths[min(8, eighths - column * 8)]
      grid.put(glyph, row: region.row, column: region.column + column, ink: ink, in: region)
    }
  }
}
