/// Identity of a panel that can have the focus.
public struct PanelID: Sendable, Hashable {
  public let name: String

  public init(_ name: String) { self.name = name }

  /// The tables of the requested dimensions, in their order.
  public static let first = PanelID("first")
  public static let second = PanelID("second")
  public static let third = PanelID("third")
  public static let requests = PanelID("requests")
  public static let alerts = PanelID("alerts")
  public static let budgets = PanelID("budgets")
  public static let savings = PanelID("savings")
  public static let sources = PanelID("sources")
  public static let plan = PanelID("plan")

  static let tables: [PanelID] = [.first, .second, .third]

  /// Index of the panel's dimension in the requested dimensions; nil for other lists.
  var place: Int? { Self.tables.firstIndex(of: self) }
}
