import SpendCore

/// A kind of log line: what recognises it, and lines that show it.
public protocol LogFormat: Sendable {
  /// The name in configuration, `--format` and the database.
  var name: StaticString { get }
  /// Name for people.
  var title: String { get }
  /// Identifying fields, in a few words.
  var recognisedBy: String { get }
  var samples: [FormatSample] { get }
}
