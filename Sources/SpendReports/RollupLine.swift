public import SpendCore
public import SpendFormatting

/// The sums of one hour and one combination of labels as a line of an export.
public enum RollupLine {
  public static let dimensions: [Dimension] = [.provider, .model, .feature, .queryType]

  public static var header: [TableCell] {
    (["start"] + dimensions.map(\.rawValue) + SpendReport.columns.map(\.name)).map(TableCell.figure)
  }

  public static func cells(_ row: SpendRow) -> [TableCell] {
    [.figure(row.bucketStart?.rfc3339 ?? "")] + row.keys.map(TableCell.text)
      + SpendReport.columns.map { .figure($0.value(row.sums)) }
  }

  public static func json(_ row: SpendRow) -> String {
    var members = ["\"start\":" + (row.bucketStart.map { JSONWriter.string($0.rfc3339) } ?? "null")]
    for (dimension, key) in zip(dimensions, row.keys) {
      members.append("\"\(dimension.rawValue)\":" + (key.isEmpty ? "null" : JSONWriter.string(key)))
    }
    return "{" + (members + [SpendReport.members(row.sums)]).joined(separator: ",") + "}"
  }
}
