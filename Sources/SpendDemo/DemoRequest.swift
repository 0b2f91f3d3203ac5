public import SpendCore

/// A request of the made-up company.
///
/// A plain value: names are resolved on access, so that a quarter of a million requests are made, sorted and
/// copied without counting references.
public struct DemoRequest: Sendable, Hashable {
  public var time: Instant
  /// No two requests of a company have the same.
  public var id: UInt64
  public var tokens: TokenCounts
  public var latencyMilliseconds: Int32?
  /// Present only for streamed responses.
  public var firstTokenMilliseconds: Int32?
  /// HTTP status: 200, or the code of the failure.
  public var status: Int32
  public var isStream: Bool
  public var isStaging: Bool

  var featureIndex: UInt8
  var modelIndex: UInt8
  var tierIndex: UInt8
  var userIndex: UInt16
  /// Distinguishes conversations of a user; 0 for requests outside of a conversation.
  var sessionNumber: UInt32

  public var isError: Bool { status >= 400 }

  var detail: DemoFeature { DemoFeature.all[Int(featureIndex)] }
  var sold: DemoModel { DemoModel.all[Int(modelIndex)] }

  public var feature: String { detail.name }
  public var queryType: String { detail.queryType }
  public var team: String { detail.team }
  public var model: String { sold.name }
  public var provider: String { sold.provider }
  public var user: String { DemoPeople.names[Int(userIndex)] }
  public var environment: String { isStaging ? "staging" : "production" }
  /// `batch`, `flex`, `priority`; empty for standard.
  public var tier: String { DemoPeople.tiers[Int(tierIndex)] }
  /// Alias of the API key: one for each team and environment. Empty for an unnamed key.
  public var key: String { (isStaging ? DemoPeople.stagingKeys : DemoPeople.keys)[Int(featureIndex)] }
  /// Conversation or agent run; empty outside of one.
  public var session: String {
    guard sessionNumber != 0 else { return "" }
    let digits = String(sessionNumber, radix: 16)
    return "s-" + String(repeating: "0", count: 8 - digits.count) + digits
  }

  /// Cost by a gateway's own price list.
  public var estimatedCost: Money { isError ? .zero : sold.estimate(tokens) }
}
