import SpendCore

/// Names that requests share.
enum DemoPeople {
  /// Colleagues come first, then customers.
  static let colleagues = 64
  static let customers = 480
  static let names =
    (0..<colleagues).map { "staff-\(100 + $0)" } + (0..<customers).map { "cust-\(1_000 + $0 * 7)" }
  static let tiers = ["", "batch", "flex", "priority"]
  static let keys = DemoFeature.all.map { $0.team.isEmpty ? "" : "\($0.team)-live" }
  static let stagingKeys = DemoFeature.all.map { $0.team.isEmpty ? "" : "\($0.team)-staging" }
}
