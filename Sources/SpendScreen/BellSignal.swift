/// A signal to the person at the terminal.
public enum BellSignal: Hashable, Sendable {
  case bell
  /// A complete OSC sequence for a desktop notification; must not move the cursor.
  case sequence(String)
}
