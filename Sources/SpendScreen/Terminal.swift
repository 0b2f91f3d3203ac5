/// A key as a person pressed it.
public enum Key: Hashable, Sendable {
  case character(Character)
  case enter
  case escape
  case backspace
  case tab
  case backTab
  case up
  case down
  case left
  case right
  case pageUp
  case pageDown
  case home
  case end
  case function(Int)
  case control(Character)
}

/// What a terminal reports.
public enum TerminalEvent: Hashable, Sendable {
  case key(Key)
  case resized
  /// A signal asks the program to end.
  case ended
  /// Something was written to the wake-up descriptor.
  case woken
}

/// A screen with a keyboard. Used from the thread that made it.
public protocol Terminal: AnyObject {
  var size: (width: Int, height: Int) { get }
  /// Shows a grid; only what has changed is sent.
  func present(_ grid: CellGrid)
  /// Waits for events, not longer than given, and returns those that are there.
  func wait(milliseconds: Int32, wake descriptor: Int32) -> [TerminalEvent]
  /// Gives the terminal back as it was.
  func restore()
}

/// Characters that draw lines and bars: of Unicode, or of ASCII where that is all there is.
public struct GlyphSet: Sendable {
  public var horizontal: Unicode.Scalar
  public var vertical: Unicode.Scalar
  public var corners:
    (
      topLeft: Unicode.Scalar, topRight: Unicode.Scalar, bottomLeft: Unicode.Scalar,
      bottomRight: Unicode.Scalar
    )
  /// Bars growing upwards, from an eighth to full.
  public var rising: [Unicode.Scalar]
  /// Bars growing to the right, from an eighth to full.
  public var growing: [Unicode.Scalar]
  public var track: Unicode.Scalar
  public var up: String
  public var down: String
  public var pointer: String
  public var dash: String
  public var dot: String
  public var arrow: String
  public var atLeast: String
  public var times: String

  public static let unicode = GlyphSet(
    horizontal: "─", vertical: "│", corners: ("╭", "╮", "╰", "╯"),
    rising: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"], growing: ["▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"],
    track: "░", up: "▲", down: "▼", pointer: "▸", dash: "—", dot: "●", arrow: "→", atLeast: "≥", times: "×")

  public static let ascii = GlyphSet(
    horizontal: "-", vertical: "|", corners: ("+", "+", "+", "+"),
    rising: [".", ".", ":", ":", "|", "|", "#", "#"], growing: [" ", " ", "-", "-", "=", "=", "#", "#"],
    track: ".", up: "^", down: "v", pointer: ">", dash: "-", dot: "*", arrow: "->", atLeast: ">=", times: "x")
}
