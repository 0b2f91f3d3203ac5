/// The panels of a view and their arrangement.
struct ViewDefinition: Sendable {
  enum Arrangement: Sendable {
    /// The focused panel.
    case single
    /// All panels, from top to bottom, under details of the selected row.
    case stacked
    /// Three tables side by side with a list below; on smaller screens the focused panel.
    case overview
  }

  /// The drawing above the panels.
  enum Upper: Sendable {
    case none, chart, histogram
    /// Details of the selected row.
    case detail
  }

  let view: View
  /// Nil for a view that is reached from another one.
  let key: Character?
  let title: String
  /// A name of few cells, for narrow screens.
  let shortTitle: String
  /// The description in the help.
  let help: String
  /// In the order of Tab.
  let panels: [PanelID]
  let arrangement: Arrangement
  let upper: Upper

  init(
    key: Character?, title: String, shortTitle: String, help: String, panels: [PanelID],
    arrangement: Arrangement, upper: Upper
  ) {
    view = View(title.lowercased())
    self.key = key
    self.title = title
    self.shortTitle = shortTitle
    self.help = help
    self.panels = panels
    self.arrangement = arrangement
    self.upper = upper
  }

  /// The view of a panel; nil for panels that only appear in views of others.
  init?(of panel: any Panel) {
    guard let key = panel.key else { return nil }
    self.init(
      key: key, title: panel.title, shortTitle: panel.shortTitle, help: panel.help.first ?? panel.title,
      panels: [panel.id] + panel.companions, arrangement: panel.companions.isEmpty ? .single : .stacked,
      upper: panel.upper)
  }

  /// The panel that the view is about; nil when it is about several.
  var panel: PanelID? { panels.count == 1 ? panels[0] : nil }

  /// True for a table of one dimension, which charts and pivots then refer to.
  var isBreakdown: Bool { panel?.place != nil }

  /// The panel that has the focus in this view when `focus` had it before.
  func focused(_ focus: PanelID) -> PanelID { panels.contains(focus) ? focus : panels[0] }
}
