import Foundation

/// A program of this machine that writes down what its requests used.
public struct KnownTool: Sendable, Hashable {
  public var name: String
  /// Directories, files and patterns of its logs that exist.
  public var paths: [String]
}
