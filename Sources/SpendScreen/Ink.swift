/// What a cell means; a theme turns it into colour and weight.
public struct Ink: Hashable, Sendable {
  public enum Tone: UInt8, Sendable, Hashable, CaseIterable {
    case text, muted, title, money, good, warning, alarm, border, focus, chip
    case series1, series2, series3, series4, series5, series6
  }

  public var tone: Tone
  public var isBold: Bool
  /// Foreground and background exchanged: the selection, also where there is no colour.
  public var isReversed: Bool

  public init(_ tone: Tone, bold: Bool = false, reversed: Bool = false) {
    self.tone = tone
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

  public var reversed: Ink { Ink(tone, bold: isBold, reversed: true) }

  /// The ink of a series of a chart; a seventh series shares with the first.
  public static func series(_ number: Int) -> Ink {
    let all: [Tone] = [.series1, .series2, .series3, .series4, .series5, .series6]
    return Ink(all[abs(number % all.count)])
  }

  /// One letter that stands for the ink in the text form of a screen; upper case when reversed.
  public var letter: Character {
    let letters: [Character] = [
      " ", "m", "t", "d", "g", "w", "a", "b", "f", "c", "u", "v", "x", "y", "z", "q",
    ]
    let letter = letters[Int(tone.rawValue)]
    if !isReversed { return letter }
    return letter == " " ? "R" : Character(letter.uppercased())
  }
}
