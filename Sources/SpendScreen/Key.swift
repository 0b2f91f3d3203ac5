/// A key press or a movement of the mouse, whatever bytes the terminal sent for it.
public enum Key: Hashable, Sendable {
  case character(Character)
  /// A letter with Control, in lower case.
  case control(Character)
  case enter, escape, tab, backTab, backspace, delete
  case up, down, left, right, pageUp, pageDown, home, end
  case function(Int)
  case mouse(MousePress)
  /// Text that was pasted, all at once and without its line ends.
  case paste(String)
}

/// A press of the mouse or a turn of its wheel at a cell.
public struct MousePress: Hashable, Sendable {
  public enum Kind: Hashable, Sendable { case press, doublePress, wheelUp, wheelDown }

  public var kind: Kind
  public var row: Int
  public var column: Int

  public init(_ kind: Kind, row: Int, column: Int) {
    self.kind = kind
    self.row = row
    self.column = column
  }
}
