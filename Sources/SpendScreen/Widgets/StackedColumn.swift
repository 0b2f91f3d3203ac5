/// One column of a stacked chart: cells of at most two colours whose areas follow the values.
///
/// A cell shows one part, or a lower part of some eighths below another part or an empty rest. Where more
/// parts meet in a cell, the pair is taken that keeps every part closest to its share so far, so that errors
/// of one cell are made good in the next instead of adding up.
struct StackedColumn {
  struct Cell: Equatable {
    /// The part in the lower eighths; nil for an empty cell.
    var lower: Int?
    var eighths: Int
    /// The part above; nil where the column ends.
    var upper: Int?
  }

  /// From the bottom; cells above the column are left out.
  private(set) var cells: [Cell] = []

  /// - Parameters:
  ///   - parts: Heights in cells, from the bottom.
  ///   - height: Cells there are.
  ///   - sharesCells: Two parts may share a cell.
  init(parts: [Double], height: Int, sharesCells: Bool) {
    var tops: [Double] = []
    var passed = 0.0
    for part in parts {
      passed += max(0, part)
      tops.append(min(passed, Double(height)))
    }
    let whole = tops.last ?? 0
    // The share that each part, and the emptiness above, is behind by.
    var owed = Array(repeating: 0.0, count: parts.count + 1)
    var row = 0
    while Double(row) < whole - 1e-9, row < height {
      let floor = Double(row)
      var bottom = floor
      for (index, top) in (tops + [floor + 1]).enumerated() {
        let end = min(max(top, bottom), floor + 1)
        owed[index] += end - bottom
        bottom = end
      }
      let best = sharesCells ? Self.best(owed) : Self.bestWhole(owed, isTop: whole < floor + 1)
      if let lower = best.lower { owed[lower] -= Double(best.eighths) / 8 }
      if best.eighths < 8 { owed[best.upper ?? parts.count] -= Double(8 - best.eighths) / 8 }
      cells.append(best)
      row += 1
    }
    while cells.last?.lower == nil, !cells.isEmpty { cells.removeLast() }
  }

  /// The pair that leaves the smallest errors, taken as squares.
  private static func best(_ owed: [Double]) -> Cell {
    let empty = owed.count - 1
    let present = owed.indices.filter { owed[$0] > 1e-9 }
    if present.count == 1, let only = present.first, only != empty {
      return Cell(lower: only, eighths: 8, upper: nil)
    }
    var best = Cell(lower: nil, eighths: 0, upper: nil)
    // Without a part, as far as the column ends in this cell.
    var least =
      owed[empty] > 1e-9
      ? owed.dropLast().reduce((owed[empty] - 1) * (owed[empty] - 1)) { $0 + $1 * $1 } : .infinity
    for (place, lower) in present.enumerated() where lower != empty {
      for upper in present[place...] {
        // The best division of two parts is where both are behind by the same.
        let wanted = upper == lower ? 8 : (1 + owed[lower] - owed[upper]) / 2 * 8
        let eighths = max(0, min(8, Int(wanted.rounded())))
        if eighths == 0, upper == empty || lower != upper && present.count > 1 { continue }
        var error = 0.0
        for index in owed.indices {
          var rest = owed[index]
          if index == lower { rest -= Double(eighths) / 8 }
          if index == upper, upper != lower { rest -= Double(8 - eighths) / 8 }
          error += rest * rest
        }
        if error < least {
          least = error
          best = Cell(lower: lower, eighths: eighths, upper: upper == lower || upper == empty ? nil : upper)
        }
      }
    }
    return best
  }

  /// One part a cell: the one that is behind by most. In the last cell the column ends at its height.
  private static func bestWhole(_ owed: [Double], isTop: Bool) -> Cell {
    let empty = owed.count - 1
    guard let part = owed.indices.dropLast().max(by: { owed[$0] < owed[$1] }), owed[part] > 0 else {
      return Cell(lower: nil, eighths: 0, upper: nil)
    }
    let eighths = isTop ? Int(((1 - owed[empty]) * 8).rounded()) : 8
    return Cell(lower: eighths > 0 ? part : nil, eighths: max(0, min(8, eighths)), upper: nil)
  }
}
