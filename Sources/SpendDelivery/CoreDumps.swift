import CSupport

/// Images of the process after a crash. They would hold content of the logs and the secrets of receivers.
public enum CoreDumps {
  /// Makes the system write none from here on; debuggers of other users are kept out as well.
  public static func disable() { spendtop_core_dumps_disable() }
}
