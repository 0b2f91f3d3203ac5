public import SpendCore

extension BilledUnits {
  /// Reads units from options or columns. Throws when a value is not a number, and when there are two
  /// units.
  public static func asked(_ text: (String) -> String?) throws -> BilledUnits? {
    var asked: BilledUnits?
    for unit in Unit.allCases {
      let name = unit == .rerank ? unit.word : unit.word + "s"
      guard let text = text(name) else { continue }
      let count = FixedPoint.parse(text.utf8, places: unit.parts == 1 ? 0 : 3)
      guard let units = count.flatMap({ BilledUnits(unit, count: $0) }) else {
        throw UserMessage("--\(name) is \"\(text)\"", because: "it must be a number of at least 0")
      }
      guard asked == nil else {
        throw UserMessage(
          "a request is billed by one unit", because: "--\(name) excludes the other units",
          tryThis: "one of --seconds, --images, --pages, --characters and --rerank")
      }
      asked = units
    }
    return asked
  }
}
