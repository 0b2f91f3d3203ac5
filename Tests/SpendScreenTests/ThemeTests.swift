import Foundation
import SpendScreen
import Testing

/// Colours are measured, not judged by eye: contrast as WCAG 2.1 defines it, and difference as colour-blind
/// eyes see it (Machado, Oliveira and Fernandes, 2009).
@Suite struct ThemeTests {
  private struct Colour {
    var red: Double
    var green: Double
    var blue: Double

    init(_ red: Double, _ green: Double, _ blue: Double) {
      self.red = red
      self.green = green
      self.blue = blue
    }

    /// A number of xterm's palette of 256; the first 16 are the terminal's own.
    init(xterm number: Int) {
      let levels: [Double] = [0, 95, 135, 175, 215, 255]
      if number >= 232 {
        let grey = Double(8 + 10 * (number - 232)) / 255
        self.init(grey, grey, grey)
      } else {
        let cube = number - 16
        self.init(levels[cube / 36] / 255, levels[cube / 6 % 6] / 255, levels[cube % 6] / 255)
      }
    }

    init(rgb: UInt32) {
      self.init(
        Double(rgb >> 16 & 0xFF) / 255, Double(rgb >> 8 & 0xFF) / 255, Double(rgb & 0xFF) / 255)
    }

    init(_ colour: Theme.Colour) {
      switch colour {
      case .index(let number): self.init(xterm: number)
      case .rgb(let rgb): self.init(rgb: rgb)
      }
    }

    private static func linear(_ part: Double) -> Double {
      part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
    }

    var luminance: Double {
      0.2126 * Self.linear(red) + 0.7152 * Self.linear(green) + 0.0722 * Self.linear(blue)
    }

    func contrast(_ other: Colour) -> Double {
      let light = max(luminance, other.luminance)
      let dark = min(luminance, other.luminance)
      return (light + 0.05) / (dark + 0.05)
    }

    func seen(_ m: [Double]) -> Colour {
      let r = Self.linear(red)
      let g = Self.linear(green)
      let b = Self.linear(blue)
      return Colour(
        m[0] * r + m[1] * g + m[2] * b, m[3] * r + m[4] * g + m[5] * b, m[6] * r + m[7] * g + m[8] * b)
    }

    func distance(_ other: Colour) -> Double {
      let r = red - other.red
      let g = green - other.green
      let b = blue - other.blue
      return (r * r + g * g + b * b).squareRoot()
    }
  }

  /// Backgrounds that terminals have.
  private static func backgrounds(_ palette: Palette) -> [Colour] {
    switch palette.name {
    case "nord": [Colour(0, 0, 0), Colour(rgb: 0x2E3440)]
    case "gruvbox": [Colour(0, 0, 0), Colour(rgb: 0x282828)]
    case "light": [Colour(1, 1, 1), Colour(0.96, 0.96, 0.96)]
    case "solarized-light": [Colour(1, 1, 1), Colour(rgb: 0xFDF6E3)]
    default: [Colour(0, 0, 0), Colour(0.12, 0.12, 0.12)]
    }
  }

  static let coloured: [Theme.Depth] = [.many, .direct]

  private static let series: [Ink] = (0..<6).map { .series($0) }

  @Test(
    "what is read has a contrast of 4.5, what is looked at of 3", arguments: Palette.standard,
    ThemeTests.coloured)
  func contrast(palette: Palette, depth: Theme.Depth) throws {
    let theme = Theme(depth: depth, palette: palette)
    for background in Self.backgrounds(palette) {
      for ink: Ink in [.muted, .title, .money, .good, .warning, .alarm, .focus] {
        let colour = Colour(try #require(theme.style(ink).foreground))
        #expect(colour.contrast(background) >= 4.5, "\(ink.tone) \(colour.contrast(background))")
      }
      for ink in Self.series {
        let colour = Colour(try #require(theme.style(ink).foreground))
        #expect(colour.contrast(background) >= 3, "\(ink.tone) \(colour.contrast(background))")
      }
    }
  }

  @Test(
    "series differ for every kind of colour blindness", arguments: Palette.standard,
    [
      ("all colours", [1, 0, 0, 0, 1, 0, 0, 0, 1]),
      (
        "no red",
        [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998]
      ),
      (
        "no green",
        [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881]
      ),
      (
        "no blue",
        [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900]
      ),
    ] as [(String, [Double])])
  func colourBlindness(palette: Palette, eyes: (String, [Double])) throws {
    for depth in Self.coloured {
      let theme = Theme(depth: depth, palette: palette)
      let seen = try Self.series.map { Colour(try #require(theme.style($0).foreground)).seen(eyes.1) }
      for (index, one) in seen.enumerated() {
        for other in seen[..<index] {
          #expect(one.distance(other) > 0.05, "\(eyes.0): series \(index), \(one.distance(other))")
        }
      }
    }
  }

  @Test("terminals of few colours get numbers they have", arguments: [0, 8, 16, 88, 256, 1 << 24])
  func depths(colours: Int) {
    for palette in Palette.standard {
      let theme = Theme(depth: Theme.Depth(colours: colours), palette: palette)
      for tone in Ink.Tone.allCases {
        switch theme.style(Ink(tone)).foreground {
        case .index(let number): #expect(colours >= 8 && number < colours, "\(tone)")
        case .rgb: #expect(colours == 1 << 24)
        case nil: #expect(colours < 256 || tone == .text)
        }
      }
    }
  }

  @Test("a palette of a user has the colours of its base, but for its own, at every depth")
  func ownPalette() {
    let own = Palette(name: "mine", base: .light, colours: [.text: 0x102030, .alarm: 0xff00ff])
    let direct = Theme(depth: .direct, palette: own)
    let base = Theme(depth: .direct, palette: .light)
    for tone in Ink.Tone.allCases {
      let colour = direct.style(Ink(tone)).foreground
      switch tone {
      case .text: #expect(colour == .rgb(0x102030))
      case .alarm: #expect(colour == .rgb(0xff00ff))
      default: #expect(colour == base.style(Ink(tone)).foreground, "\(tone)")
      }
    }
    // Magenta is the number 201 of 256 colours.
    #expect(Theme(depth: .many, palette: own).style(.alarm).foreground == .index(201))
    #expect(
      Theme(depth: .eight, palette: own).style(.warning)
        == Theme(depth: .eight, palette: .light).style(.warning))
    #expect(own.isLight && own.name == "mine")
  }

  @Test(
    "a colour of a configuration has six digits",
    arguments: [
      ("#9aA0a8", 0x9aa0a8), ("#000000", 0), ("9aa0a8", nil), ("#fff", nil), ("#9aa0a", nil),
      ("#9aa0a88", nil),
      ("#9aa0ag", nil), ("#+aa0a8", nil), ("", nil), ("#", nil), ("#９aa0a8", nil), ("red", nil),
    ] as [(String, UInt32?)])
  func colourText(text: String, rgb: UInt32?) {
    #expect(Palette.rgb(text) == rgb)
  }

  @Test("without colours, series differ by their patterns, and less important things are dim")
  func mono() {
    let theme = Theme(depth: .mono)
    #expect(Set(theme.fills).count == 6)
    #expect(theme.style(.muted).isDim && !theme.style(.text).isDim)
    #expect(theme.style(.alarm).isBold && theme.style(.selected).isReversed)
  }
}
