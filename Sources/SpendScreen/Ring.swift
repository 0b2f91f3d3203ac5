/// A signal to the person at the terminal.
public enum Ring: Hashable, Sendable {
  case bell
  /// A complete OSC sequence for a desktop notification; must not move the cursor.
  case sequence(String)
}
