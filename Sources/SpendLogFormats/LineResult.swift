import SpendCore

/// Outcome of a line.
public enum LineResult: Sendable, Hashable {
  case events(Int)
  /// Known kind without usage.
  case ignored
  /// Unknown kind.
  case unrecognised
  /// A record that goes on in the next line: hand both in together.
  case continues
  /// The first `length` bytes are a damaged record. Lines behind them that were joined to it stand for
  /// themselves.
  case broken(length: Int, LineRejection)
}
