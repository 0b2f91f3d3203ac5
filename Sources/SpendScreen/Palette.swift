/// A set of colours by meaning, for a dark or a light background, which stays the terminal's own.
public struct Palette: Sendable, Hashable {
  /// What a colour is for, by its name in a configuration.
  public enum Part: String, Sendable, CaseIterable {
    case text, muted, border, title, money, good, warning, alarm
    case series1, series2, series3, series4, series5, series6
    /// Series without a colour of their own.
    case other
  }

  public let name: String
  /// Made for a light background.
  public let isLight: Bool
  public let help: String
  /// Red, green and blue, eight bits each; a missing text colour is the terminal's own.
  private let colours: [Part: UInt32]
  /// Terminals of 256 colours get numbers chosen by hand, instead of the nearest ones.
  let hasNumbers: Bool

  /// A palette of a user: `base` with some colours exchanged.
  public init(name: String, base: Palette, colours: [Part: UInt32]) {
    self.name = name
    isLight = base.isLight
    help = "\(base.name) with colours of your own"
    self.colours = base.colours.merging(colours) { $1 }
    hasNumbers = false
  }

  /// - Parameter colours: of all parts but the text, in their order.
  private init(
    _ name: String, isLight: Bool = false, _ help: String, hasNumbers: Bool = false, _ colours: [UInt32]
  ) {
    self.name = name
    self.isLight = isLight
    self.help = help
    self.hasNumbers = hasNumbers
    self.colours = Dictionary(uniqueKeysWithValues: zip(Part.allCases.dropFirst(), colours))
  }

  /// Red, green and blue of a tone; nil for the terminal's own text colour.
  func rgb(_ tone: Ink.Tone) -> UInt32? {
    switch tone {
    case .text: colours[.text]
    case .muted: colours[.muted]
    case .border: colours[.border]
    case .title, .focus, .chip: colours[.title]
    case .money: colours[.money]
    case .good: colours[.good]
    case .warning: colours[.warning]
    case .alarm: colours[.alarm]
    case .series1: colours[.series1]
    case .series2: colours[.series2]
    case .series3: colours[.series3]
    case .series4: colours[.series4]
    case .series5: colours[.series5]
    case .series6: colours[.series6]
    case .rest: colours[.other]
    }
  }

  /// A colour of a configuration, `#9aa0a8`, as red, green and blue; nil for any other text.
  public static func rgb(_ text: String) -> UInt32? {
    let digits = text.dropFirst()
    guard text.first == "#", digits.utf8.count == 6, digits.allSatisfy(\.isHexDigit) else { return nil }
    return UInt32(digits, radix: 16)
  }
}

/// The palettes inside the program.
///
/// Text has a contrast of at least 4.5 against the usual backgrounds, series of 3, and series differ for every
/// kind of colour blindness. The series of `dark` and `light` follow Okabe and Ito, "Color Universal Design"
/// (2008).
extension Palette {
  public static let standard: [Palette] = [.dark, .nord, .gruvbox, .contrast, .light, .solarizedLight]

  public static let dark = Palette(
    "dark", "dark background, safe for colour blindness", hasNumbers: true,
    [
      0x9aa0a8, 0x4e545c, 0x5fafff, 0xafd787, 0x2fc09a, 0xf2b134, 0xff6e6e, 0x56b4e9, 0xe69f00, 0x12b48a,
      0xd98cbc, 0xf0e442, 0xdd6a10, 0x5c626a,
    ])
  public static let nord = Palette(
    "nord", "dark background, cold and soft",
    [
      0xa9b4c6, 0x4c566a, 0x88c0d0, 0xb4d09c, 0x8fd0c8, 0xebcb8b, 0xea8f97, 0x81a8e0, 0xd8825f, 0x9cc98a,
      0xc39ac0, 0xf0d898, 0xc5606c, 0x5a657a,
    ])
  public static let gruvbox = Palette(
    "gruvbox", "dark background, warm",
    [
      0xb3a592, 0x5a524c, 0x8fb8a8, 0xc3c62e, 0x8ec07c, 0xfabd2f, 0xff7b63, 0x83b0d0, 0xfe8019, 0x7fc08a,
      0xd98aa8, 0xf8dc60, 0xe0503a, 0x665c54,
    ])
  public static let contrast = Palette(
    "contrast", "dark background, high contrast",
    [
      0xc8c8c8, 0xa0a0a0, 0x66ccff, 0x8cff8c, 0x20e8b0, 0xffd000, 0xff8080, 0x40b0ff, 0xffa000, 0x00d890,
      0xff8ad8, 0xffff60, 0xff5a30, 0x909090,
    ])
  public static let light = Palette(
    "light", isLight: true, "light background, safe for colour blindness", hasNumbers: true,
    [
      0x66686c, 0xbcbec2, 0x0b5cad, 0x1b5e20, 0x00645a, 0x8a5000, 0xc02020, 0x0b5cad, 0xb35900, 0x00805f,
      0xa8449a, 0x26282c, 0xc01818, 0xb4b8be,
    ])
  public static let solarizedLight = Palette(
    "solarized-light", isLight: true, "light background, warm",
    [
      0x566b72, 0xb0b8b4, 0x1b68a8, 0x55650a, 0x1a706a, 0x8a5400, 0xb8261d, 0x1f74b4, 0xc85a12, 0x0a8a72,
      0xb83a90, 0x0a2a36, 0xd02828, 0xa8b4b2,
    ])
}
