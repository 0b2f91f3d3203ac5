/// Priorities of log lines, as the systemd journal numbers them.
public enum LogPriority: Int, Sendable { case error = 3, warning = 4, info = 6 }
