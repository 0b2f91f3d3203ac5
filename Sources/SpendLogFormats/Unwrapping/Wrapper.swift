import SpendCore

/// A kind of wrapper: what a logger, a container runtime or a log shipper puts around a line.
public protocol Wrapper: Sendable {
  /// The name that `formats detect -v` shows.
  var name: StaticString { get }
  /// The products that write it.
  var title: String { get }
  /// Wrapped lines with the record replaced by `RECORD` (as it is) or `"RECORD"` (as a JSON string).
  var samples: [String] { get }
}
