/// A bar, one row high, for a used share, with a mark at its limit.
public struct Gauge: Sendable {
  /// 0 is empty, 1 is the limit; a bar beyond it has the mark inside.
  public var share: Double
  public var ink: Ink

  public init(share: Double, ink: Ink = .good) {
    self.share = share
    self.ink = ink
  }

  static let lengths: [Unicode.Scalar] = [" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"]

  /// Draws the bar over the first row of `region`.
  public func render(onto grid: inout CellGrid, in region: Region) {
    guard region.width >= 4 else {
      grid.fill(region.splitTop(1).top, glyph: "░", ink: .muted)
      Self.bar(share, ink: ink, onto: &grid, in: region)
      return
    }
    let (track, _) = region.splitLeft(region.width - 1)
    grid.fill(track.splitTop(1).top, glyph: "░", ink: .muted)
    guard share.isFinite, share > 1 else {
      // The rest of the last cell has the shade of the track.
      Self.bar(share, ink: Ink(ink.tone, on: .border, bold: ink.isBold), onto: &grid, in: track)
      grid.put("▏", row: region.row, column: region.column + track.width, ink: .text, in: region)
      return
    }
    Self.bar(1, ink: ink, onto: &grid, in: region)
    let limit = max(1, Int((Double(region.width) / share).rounded(.down)))
    grid.put(
      "┃", row: region.row, column: region.column + min(limit, region.width - 1), ink: Ink(.text, bold: true),
      in: region)
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
