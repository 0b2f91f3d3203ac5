/// A row of a table, by the columns that its reader asks for.
struct TableRow {
  let places: [Int]
  let values: [FieldText]

  /// The value of a column; empty when the column is missing.
  @inline(__always)
  subscript(_ column: some RawRepresentable<Int>) -> FieldText {
    let place = places[column.rawValue]
    return place >= 0 && place < values.count ? values[place] : .empty
  }
}
