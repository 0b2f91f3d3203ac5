/// An input event of a terminal.
public enum InputEvent: Hashable, Sendable {
  case key(Key)
  /// The terminal gained or lost the focus.
  case focus(Bool)
}
