/// A set of colours by meaning, for a dark or a light background, which stays the terminal's own.
public enum Palette: String, Sendable, Hashable, CaseIterable {
  case dark, nord, gruvbox, contrast, light
  case solarizedLight = "solarized-light"

  /// Made for a light background.
  public var isLight: Bool {
    switch self {
    case .light, .solarizedLight: true
    case .dark, .nord, .gruvbox, .contrast: false
    }
  }

  public var help: String {
    switch self {
    case .dark: "dark background, safe for colour blindness"
    case .nord: "dark background, cold and soft"
    case .gruvbox: "dark background, warm"
    case .contrast: "dark background, high contrast"
    case .light: "light background, safe for colour blindness"
    case .solarizedLight: "light background, warm"
    }
  }

  public var next: Palette {
    let all = Palette.allCases
    return all[((all.firstIndex(of: self) ?? 0) + 1) % all.count]
  }

  /// Red, green and blue of a tone, eight bits each; nil for the terminal's own text colour.
  ///
  /// Text has a contrast of at least 4.5 against the usual backgrounds, series of 3, and series differ for
  /// every kind of colour blindness. The series of `dark` and `light` follow Okabe and Ito, "Color Universal
  /// Design" (2008).
  func rgb(_ tone: Ink.Tone) -> UInt32? {
    let index: Int
    switch tone {
    case .text: return nil
    case .muted: index = 0
    case .border: index = 1
    case .title, .focus, .chip: index = 2
    case .money: index = 3
    case .good: index = 4
    case .warning: index = 5
    case .alarm: index = 6
    case .series1: index = 7
    case .series2: index = 8
    case .series3: index = 9
    case .series4: index = 10
    case .series5: index = 11
    case .series6: index = 12
    case .rest: index = 13
    }
    return colours[index]
  }

  /// Muted, border, title, money, good, warning, alarm, six series, other series.
  private var colours: [UInt32] {
    switch self {
    case .dark: Self.darkColours
    case .nord: Self.nordColours
    case .gruvbox: Self.gruvboxColours
    case .contrast: Self.contrastColours
    case .light: Self.lightColours
    case .solarizedLight: Self.solarizedLightColours
    }
  }

  private static let darkColours: [UInt32] = [
    0x9aa0a8, 0x4e545c, 0x5fafff, 0xafd787, 0x2fc09a, 0xf2b134, 0xff6e6e, 0x56b4e9, 0xe69f00, 0x12b48a,
    0xd98cbc, 0xf0e442, 0xdd6a10, 0x5c626a,
  ]
  private static let nordColours: [UInt32] = [
    0xa9b4c6, 0x4c566a, 0x88c0d0, 0xb4d09c, 0x8fd0c8, 0xebcb8b, 0xea8f97, 0x81a8e0, 0xd8825f, 0x9cc98a,
    0xc39ac0, 0xf0d898, 0xc5606c, 0x5a657a,
  ]
  private static let gruvboxColours: [UInt32] = [
    0xb3a592, 0x5a524c, 0x8fb8a8, 0xc3c62e, 0x8ec07c, 0xfabd2f, 0xff7b63, 0x83b0d0, 0xfe8019, 0x7fc08a,
    0xd98aa8, 0xf8dc60, 0xe0503a, 0x665c54,
  ]
  private static let contrastColours: [UInt32] = [
    0xc8c8c8, 0xa0a0a0, 0x66ccff, 0x8cff8c, 0x20e8b0, 0xffd000, 0xff8080, 0x40b0ff, 0xffa000, 0x00d890,
    0xff8ad8, 0xffff60, 0xff5a30, 0x909090,
  ]
  private static let lightColours: [UInt32] = [
    0x66686c, 0xbcbec2, 0x0b5cad, 0x1b5e20, 0x00645a, 0x8a5000, 0xc02020, 0x0b5cad, 0xb35900, 0x00805f,
    0xa8449a, 0x26282c, 0xc01818, 0xb4b8be,
  ]
  private static let solarizedLightColours: [UInt32] = [
    0x566b72, 0xb0b8b4, 0x1b68a8, 0x55650a, 0x1a706a, 0x8a5400, 0xb8261d, 0x1f74b4, 0xc85a12, 0x0a8a72,
    0xb83a90, 0x0a2a36, 0xd02828, 0xa8b4b2,
  ]
}
