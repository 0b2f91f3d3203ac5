public import SpendAlerts
import SpendCore

/// An action on an alert, as it was shown.
public enum AlertCommand: Hashable, Sendable {
  /// Takes it, or gives it back.
  case acknowledge(AlertView)
  /// Silences it, or ends its silence.
  case silence(AlertView)
}
