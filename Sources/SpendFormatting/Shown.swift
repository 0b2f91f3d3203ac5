import SpendText

/// Text for standard output and standard error.
public enum Shown {
  /// Text that may come from a log or a file name, line by line without control characters.
  public static func text(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { SafeText(String($0)).string }
      .joined(separator: "\n")
  }
}
