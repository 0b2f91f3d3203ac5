/// Turns meaning into colours and glyphs a given terminal has.
public struct Theme: Hashable, Sendable {
  /// Number of colours.
  public enum Depth: Int, Sendable, Hashable, Comparable {
    case mono = 0
    case eight = 8
    case sixteen = 16
    case many = 256
    /// 24 bits a colour.
    case direct = 16_777_216

    /// The depth to use on a terminal of `colours` colours.
    public init(colours: Int) {
      self =
        colours >= Depth.direct.rawValue
        ? .direct : colours >= 256 ? .many : colours >= 16 ? .sixteen : colours >= 8 ? .eight : .mono
    }

    public static func < (a: Depth, b: Depth) -> Bool { a.rawValue < b.rawValue }
  }

  public var depth: Depth
  public var palette: Palette

  public init(depth: Depth = .many, palette: Palette = .dark) {
    self.depth = depth
    self.palette = palette
  }

  private var isLight: Bool { palette.isLight }

  /// A colour in terminal terms.
  public enum Colour: Hashable, Sendable {
    /// A number of the terminal's palette.
    case index(Int)
    /// Red, green and blue, eight bits each.
    case rgb(UInt32)
  }

  /// Attributes of a cell in terminal terms. Nil keeps the terminal's own colour.
  public struct Style: Hashable, Sendable {
    public var foreground: Colour?
    public var background: Colour?
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

  private func colour(_ tone: Ink.Tone) -> Colour? {
    switch depth {
    case .mono: return nil
    case .eight: return basic(tone).map { .index($0) }
    case .sixteen:
      return tone == .muted || tone == .border ? .index(8) : basic(tone).map { .index($0) }
    case .many:
      return palette.hasNumbers
        ? indexed(tone).map { .index($0) } : palette.rgb(tone).map { .index(Self.nearest(to: $0)) }
    case .direct: return palette.rgb(tone).map { .rgb($0) }
    }
  }

  /// The number of the nearest of the 240 colours that xterm's palette defines.
  private static func nearest(to rgb: UInt32) -> Int {
    func parts(_ rgb: UInt32) -> [Int] { [16, 8, 0].map { Int(rgb >> $0 & 0xFF) } }
    let wanted = parts(rgb)
    let levels = [0, 95, 135, 175, 215, 255]
    func distance(_ number: Int) -> Int {
      let cube = number - 16
      let grey = 8 + 10 * (number - 232)
      let colour =
        number >= 232 ? [grey, grey, grey] : [levels[cube / 36], levels[cube / 6 % 6], levels[cube % 6]]
      return zip(colour, wanted).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    return (16..<256).min { distance($0) < distance($1) } ?? 16
  }

  /// The palettes `dark` and `light` for 256 colours follow Okabe and Ito, "Color Universal Design" (2008):
  /// blue, orange and yellow stay apart for every kind of colour blindness.
  private func indexed(_ tone: Ink.Tone) -> Int? {
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
