/// What calls the person in front of a terminal.
public enum Ring: Hashable, Sendable {
  case bell
  /// What a terminal shows outside of its window: a whole sequence, which moves nothing on the screen.
  case sequence(String)
}
