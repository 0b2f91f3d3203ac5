/// The version of this program.
public enum ProgramVersion {
  /// The released version, by the rules of semantic versioning; see CHANGELOG.md.
  public static let number = "0.1.0"

  /// The commit that was built; empty when it was not built from a repository.
  public static var commit: String { BuiltCommit.text }

  /// Number and commit, such as `0.1.0 (1a2b3c4d5)`.
  ///
  /// - Parameter details: further facts for the parentheses, such as the version of the database.
  public static func text(_ details: String...) -> String {
    let facts = (commit.isEmpty ? [] : [commit]) + details
    return facts.isEmpty ? number : "\(number) (\(facts.joined(separator: ", ")))"
  }
}
