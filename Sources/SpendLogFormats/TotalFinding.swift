public import SpendCore

/// Consistency of a record's own total with its counts. A contradicting total is kept for reports.
public struct TotalFinding: Sendable {
  public var check: TotalConsistency
  /// The total's name in the format.
  public var field: StaticString = ""
  public var stated: Int32 = 0

  static var agrees: TotalFinding { TotalFinding(check: .agrees) }
  static var decided: TotalFinding { TotalFinding(check: .decided) }

  static func contradicts(_ field: StaticString, _ stated: Int32) -> TotalFinding {
    TotalFinding(check: .contradicts, field: field, stated: stated)
  }
}
