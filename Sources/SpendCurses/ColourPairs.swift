import CNCurses
import SpendScreen

/// The colour pairs of curses, created at first use: a terminal has too few for all possible pairs.
struct ColourPairs {
  private struct Colours: Hashable {
    var foreground: Int
    var background: Int
  }

  private var numbers: [Colours: Int32] = [:]
  private let limit: Int

  /// - Parameter limit: Pairs that the terminal has; 0 draws without colours.
  init(limit: Int) { self.limit = limit }

  /// The pair of a style; 0, the terminal's own colours, where no pair is left.
  mutating func pair(_ style: Theme.Style) -> Int32 {
    guard limit > 0, style.foreground != nil || style.background != nil else { return 0 }
    let colours = Colours(
      foreground: Self.number(style.foreground), background: Self.number(style.background))
    if let number = numbers[colours] { return number }
    let number = Int32(numbers.count + 1)
    guard Int(number) < limit,
      nc_pair(number, Int32(colours.foreground), Int32(colours.background)) == OK
    else { return 0 }
    numbers[colours] = number
    return number
  }

  /// The number of a colour for curses; -1 for the terminal's own.
  private static func number(_ colour: Theme.Colour?) -> Int {
    switch colour {
    case .index(let number): number
    case .rgb, nil: -1
    }
  }
}
