/// Identity of a screen one can switch to. The panel registry holds its definition.
public struct View: Sendable, Hashable, CustomStringConvertible {
  /// The name in lower case.
  public let name: String

  init(_ name: String) { self.name = name }

  /// The view of a name in lower case; nil when there is none.
  public init?(named name: String) {
    guard View.allCases.contains(View(name)) else { return nil }
    self.name = name
  }

  public var description: String { name }

  public static let overview = View("overview")
  public static let features = View("features")
  public static let models = View("models")
  public static let queries = View("queries")
  public static let requests = View("requests")
  public static let alerts = View("alerts")
  public static let latency = View("latency")
  public static let savings = View("savings")
  public static let sources = View("sources")
  public static let plan = View("plan")
}

extension View: CaseIterable {
  /// All views, in the order of their keys.
  public static var allCases: [View] { PanelRegistry.standard.views.map(\.view) }
}
