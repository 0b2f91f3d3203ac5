/// The ways to begin, for a machine without logs.
public struct Welcome: Sendable, Hashable {
  /// Tools whose logs were searched for.
  public var searched: [String]
  /// The configuration that may name sources.
  public var configurationPath: String

  public init(searched: [String], configurationPath: String) {
    self.searched = searched
    self.configurationPath = configurationPath
  }
}
