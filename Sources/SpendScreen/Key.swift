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
