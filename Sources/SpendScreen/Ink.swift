/// How a cell looks, by what it means; a terminal decides which colour that is.
public struct Ink: Hashable, Sendable {
  public enum Role: UInt8, Sendable, Hashable, CaseIterable {
    case plain
    /// Frames, axes, what only orders the screen.
    case border
    /// Labels and what matters less.
    case muted
    case title
    case accent
    case money
    case good
    case warning
    case alarm
    /// Bars and areas.
    case bar
    /// The mark of simulated data.
    case demo
  }

  public var role: Role
  public var isBold: Bool
  public var isReversed: Bool

  public init(_ role: Role = .plain, bold: Bool = false, reversed: Bool = false) {
    self.role = role
    isBold = bold
    isReversed = reversed
  }

  public static let plain = Ink()
}
