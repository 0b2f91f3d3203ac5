/// Meaning of a cell; a theme maps it to colour and weight.
public struct Ink: Hashable, Sendable {
  public enum Tone: UInt8, Sendable, Hashable, CaseIterable {
    case text, muted, title, money, good, warning, alarm, border, focus, chip
    case series1, series2, series3, series4, series5, series6
    /// All series of a chart without a colour of their own.
    case rest

    /// The tones of separate series.
    public static let series: [Tone] = [.series1, .series2, .series3, .series4, .series5, .series6]
  }

  public var tone: Tone
  /// The series whose colour is behind the glyph; nil keeps the terminal's background.
  public var background: Tone?
  public var isBold: Bool
  /// Foreground and background exchanged: marks the selection, also on a terminal without colour.
  public var isReversed: Bool

  public init(_ tone: Tone, on background: Tone? = nil, bold: Bool = false, reversed: Bool = false) {
    self.tone = tone
    self.background = background
    isBold = bold
    isReversed = reversed
  }

  public static let text = Ink(.text)
  public static let muted = Ink(.muted)
  public static let title = Ink(.title, bold: true)
  public static let money = Ink(.money, bold: true)
  public static let good = Ink(.good)
  public static let warning = Ink(.warning)
  public static let alarm = Ink(.alarm, bold: true)
  public static let border = Ink(.border)
  public static let focus = Ink(.focus, bold: true)
  public static let chip = Ink(.chip, reversed: true)
  public static let selected = Ink(.text, reversed: true)

  public var reversed: Ink { Ink(tone, on: background, bold: isBold, reversed: true) }

  public static let rest = Ink(.rest)

  /// The ink of a slot for series; slots beyond the last share with the first ones.
  public static func series(_ slot: Int) -> Ink {
    Ink(Tone.series[abs(slot % Tone.series.count)])
  }

  /// One letter that stands for the ink in the text form of a screen; upper case when reversed.
  public var letter: Character {
    let letters: [Character] = [
      " ", "m", "t", "d", "g", "w", "a", "b", "f", "c", "u", "v", "x", "y", "z", "q", "o",
    ]
    let letter = letters[Int(tone.rawValue)]
    if !isReversed { return letter }
    return letter == " " ? "R" : Character(letter.uppercased())
  }
}
