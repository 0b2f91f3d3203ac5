/// Turns meaning into colours and glyphs a given terminal has.
public struct Theme: Hashable, Sendable {
  /// Number of colours.
  public enum Depth: Int, Sendable, Hashable, Comparable {
    case mono = 0
    case eight = 8
    case sixteen = 16
    case many = 256

    /// The depth to use on a terminal of `colours` colours.
    public init(colours: Int) {
      self = colours >= 256 ? .many : colours >= 16 ? .sixteen : colours >= 8 ? .eight : .mono
    }

    public static func < (a: Depth, b: Depth) -> Bool { a.rawValue < b.rawValue }
  }

  public var depth: Depth
  /// The terminal's background is light.
  public var isLight: Bool

  public init(depth: Depth = .many, isLight: Bool = false) {
    self.depth = depth
    self.isLight = isLight
  }

  /// Attributes of a cell in terminal terms. Colours are palette indexes; nil keeps the terminal's own.
  public struct Style: Hashable, Sendable {
    public var foreground: Int?
    public var background: Int?
    public var isBold: Bool
    public var isDim: Bool
    public var isReversed: Bool
  }

  /// Fill characters of chart series: without colour, series differ by pattern.
  public var fills: [Unicode.Scalar] {
    depth == .mono ? ["█", "▓", "▒", "░", "▚", "▞"] : ["█"]
  }

  public func style(_ ink: Ink) -> Style {
    Style(
      foreground: colour(ink.tone), background: ink.background.flatMap(colour), isBold: ink.isBold,
      isDim: depth == .mono && (ink.tone == .muted || ink.tone == .border), isReversed: ink.isReversed)
  }

  /// The palette for 256 colours follows Okabe and Ito, "Color Universal Design" (2008): blue, orange
  /// and yellow stay apart for every kind of colour blindness.
  private func colour(_ tone: Ink.Tone) -> Int? {
    switch depth {
    case .mono: return nil
    case .eight: return basic(tone)
    case .sixteen:
      return tone == .muted || tone == .border ? 8 : basic(tone)
    case .many:
      switch tone {
      case .text: return nil
      case .muted: return isLight ? 242 : 246
      case .border: return isLight ? 250 : 240
      case .title, .focus: return isLight ? 25 : 75
      case .money: return isLight ? 22 : 150
      case .good: return isLight ? 23 : 36
      case .warning: return isLight ? 94 : 214
      case .alarm: return isLight ? 160 : 203
      case .chip: return isLight ? 25 : 75
      case .series1: return isLight ? 25 : 74
      case .series2: return isLight ? 130 : 214
      case .series3: return isLight ? 29 : 36
      case .series4: return isLight ? 133 : 175
      case .series5: return isLight ? 237 : 227
      case .series6: return isLight ? 124 : 166
      case .rest: return isLight ? 250 : 240
      }
    }
  }

  private func basic(_ tone: Ink.Tone) -> Int? {
    switch tone {
    case .text, .muted, .border: nil
    case .title, .focus, .chip, .series1: isLight ? 4 : 6
    case .money, .good, .series3: 2
    case .warning, .series2: isLight ? 5 : 3
    case .alarm, .series6: 1
    case .series4: 5
    case .series5: isLight ? 0 : 7
    case .rest: nil
    }
  }
}
