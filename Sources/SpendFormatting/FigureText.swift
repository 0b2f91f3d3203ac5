/// Shares, durations and sizes.
public enum FigureText {
  /// `0.8 %`, `18 %`, `<0.1 %`; `—` when unknown.
  public static func percent(_ share: Double?) -> String {
    guard let share, share.isFinite else { return "—" }
    let percent = share * 100
    if percent != 0 && abs(percent) < 0.05 { return "<0.1 %" }
    if abs(percent) < 9.95 { return percent == 0 ? "0 %" : "\(tenths(percent)) %" }
    if abs(percent) >= 1_000_000 { return ">999k %" }
    return "\(Int(percent.rounded())) %"
  }

  /// `1.9×`.
  public static func factor(_ factor: Double) -> String {
    if factor == 0 { return "0×" }
    if !factor.isFinite || factor >= 1_000 { return ">999×" }
    if factor < 0.05 { return "<0.1×" }
    return factor < 9.95 ? "\(tenths(factor))×" : "\(Int(factor.rounded()))×"
  }

  /// `812 ms`, `1.9 s`, `2.1 min`; `—` when unknown.
  public static func duration(milliseconds: Double?) -> String {
    guard let milliseconds, milliseconds.isFinite else { return "—" }
    if milliseconds < 999.5 { return "\(Int(milliseconds.rounded())) ms" }
    let seconds = milliseconds / 1_000
    if seconds < 99.95 { return "\(tenths(seconds)) s" }
    return "\(tenths(min(seconds / 60, 99_999))) min"
  }

  /// An age or a remaining time in one unit: `22 s`, `4 min`, `3 h`, `2 d`.
  public static func age(seconds: Int64) -> String {
    switch max(0, seconds) {
    case ..<90: return "\(max(0, seconds)) s"
    case ..<5_400: return "\((seconds + 30) / 60) min"
    case ..<172_800: return "\((seconds + 1_800) / 3_600) h"
    default: return "\((min(seconds, .max - 43_200) + 43_200) / 86_400) d"
    }
  }

  /// `3.1 GB`, in units of a thousand.
  public static func bytes(_ count: Int64) -> String {
    if count < 1_000 { return "\(max(0, count)) B" }
    let text = CountText.text(count)
    let unit = text.last == "B" ? "G" : text.last.map(String.init) ?? ""
    return text.dropLast() + " " + unit + "B"
  }

  private static func tenths(_ value: Double) -> String {
    let tenths = Int((abs(value) * 10).rounded())
    return (value < 0 ? "-" : "") + "\(tenths / 10).\(tenths % 10)"
  }
}
