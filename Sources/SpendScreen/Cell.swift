/// One cell of a screen: a character and its ink.
///
/// Only this target makes cells; from outside, a character gets into one as part of a `SafeText`.
public struct Cell: Hashable, Sendable {
  /// Displayed character; `Cell.continued` in the second cell of a wide one.
  public let glyph: Unicode.Scalar
  public let ink: Ink

  public static let continued: Unicode.Scalar = "\0"
  public static let blank = Cell(" ", .text)

  init(_ glyph: Unicode.Scalar, _ ink: Ink) {
    self.glyph = glyph
    self.ink = ink
  }
}
