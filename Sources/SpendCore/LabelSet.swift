/// The low-cardinality properties of a request, by which reports group.
///
/// Events share label sets; a program that logs a million requests has perhaps a hundred. An empty text
/// means that the value is absent from the log.
public struct LabelSet: Hashable, Sendable {
  public var provider = ""
  public var model = ""
  public var feature = ""
  public var queryType = ""
  /// Service tier as served: `batch`, `flex`, `priority`, empty for standard.
  public var tier = ""
  public var team = ""
  /// An alias of the API key, never the key.
  public var key = ""
  public var project = ""
  public var environment = ""
  /// `key=value` pairs or bare words, joined with `|`.
  public var tags = ""
  /// Name of the log format that read the line.
  public var format = ""
  /// Inference region, when the price depends on it: `us`, `eu`
  public var region = ""
  /// The customer of the request: a tenant or client of the application.
  public var customer = ""
  /// The machine that logged the request.
  public var host = ""
  /// The `ErrorClass` of the request; empty when it was answered in full.
  public var error = ""

  public init() {}
}
