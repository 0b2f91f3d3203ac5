import SpendCore
import SpendScreen

struct KeyBinding: Sendable {
  /// A heading of the help.
  enum Section: String, Sendable, CaseIterable {
    case views = "Views"
    case move = "Move"
    case rows = "Rows and filters"
    case time = "Time"
    case chart = "Chart and metric"
    case alerts = "Alerts"
    case plan = "Savings and plan"
    case program = "Program"
  }

  /// The context in which a key has an effect and appears in the footer.
  enum Scope: Sendable {
    case everywhere
    /// Tables of a dimension.
    case tables
    /// Views with several panels.
    case panels
    /// Lists whose rows lead somewhere.
    case rows
    /// Views with a chart over time.
    case charts
    case requests
    case alerts
    case savings
    case plan

    /// The key has another effect elsewhere.
    var isLocal: Bool { self == .savings || self == .plan }
  }

  var keys: [Key]
  let action: Action
  /// The written form of the keys: `⏎`.
  var name: String
  /// A description for the help.
  let help: String
  var section: Section = .program
  /// The word of the footer; nil for keys outside of it.
  let short: String?
  let scope: Scope

  init(
    _ keys: [Key], _ action: Action, _ name: String, _ help: String, short: String? = nil,
    in scope: Scope = .everywhere
  ) {
    self.keys = keys
    self.action = action
    self.name = name
    self.help = help
    self.short = short
    self.scope = scope
  }
}
