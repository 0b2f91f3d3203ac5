extension SafeText: ExpressibleByStringInterpolation {
  /// Texts of our own read as literals; what is interpolated into one is cleaned with it.
  public init(stringLiteral value: String) {
    self.init(value)
  }
}
