/// Counts in three digits and a unit: `812`, `402k`, `1.24M`, `3.21B`.
public enum CountText {
  /// Every digit, in groups of three.
  public static func grouped(_ count: Int64) -> String {
    (count < 0 ? "-" : "") + DecimalDigits.grouped(count.magnitude)
  }

  public static func text(_ count: Int64) -> String {
    let sign = count < 0 ? "-" : ""
    let size = count.magnitude
    if size < 1_000 { return sign + String(size) }
    let units: [(UInt64, String)] = [
      (1_000, "k"), (1_000_000, "M"), (1_000_000_000, "B"), (1_000_000_000_000, "T"),
      (1_000_000_000_000_000, "P"), (1_000_000_000_000_000_000, "E"),
    ]
    for (unit, name) in units {
      // The finest of two, one or no places that leaves three digits; 999.6k is written 1.00M.
      for (step, places) in [(unit / 100, 2), (unit / 10, 1), (unit, 0)] {
        let (quotient, rest) = size.quotientAndRemainder(dividingBy: step)
        let steps = quotient + (rest >= step - step / 2 ? 1 : 0)
        if steps < 1_000 { return sign + decimal(steps, places) + name }
      }
    }
    return sign + String(size)
  }

  /// A count with its noun: `1 request`, `402k requests`.
  public static func text(_ count: Int64, _ noun: String) -> String { text(count) + " " + named(count, noun) }

  /// Every digit with its noun: `1 line`, `4,604 lines`.
  public static func grouped(_ count: Int64, _ noun: String) -> String {
    grouped(count) + " " + named(count, noun)
  }

  /// A rate in millionths with its noun: `0.43 requests`, `1 request`, `6,260 requests`.
  public static func rate(millionths: Int64, _ noun: String) -> String {
    let text = rate(millionths: millionths)
    return text + " " + (text == "1" ? noun : noun + "s")
  }

  /// A rate in millionths: whole from ten on, else with the digits that tell it from its neighbours.
  public static func rate(millionths: Int64) -> String {
    let size = max(0, millionths)
    // Hundredths; below a tenth, ten-thousandths.
    let step: Int64 = size >= 10_000_000 ? 1_000_000 : size >= 100_000 ? 10_000 : 100
    let (steps, rest) = size.quotientAndRemainder(dividingBy: step)
    let rounded = steps + (rest >= step - rest ? 1 : 0)
    if step == 1_000_000 { return grouped(rounded) }
    var digits = decimal(UInt64(rounded), step == 10_000 ? 2 : 4)
    while digits.hasSuffix("0") { digits.removeLast() }
    if digits.hasSuffix(".") { digits.removeLast() }
    return digits == "0" && size > 0 ? "<0.0001" : digits
  }

  private static func named(_ count: Int64, _ noun: String) -> String { count == 1 ? noun : noun + "s" }

  private static func decimal(_ number: UInt64, _ places: Int) -> String {
    let digits = String(number)
    if places == 0 { return digits }
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    return padded.dropLast(places) + "." + padded.suffix(places)
  }
}
