import SpendCore

/// Names of places in the names of models.
enum Region {
  /// First parts of Bedrock's names of regional profiles.
  static let bedrockPrefixes = ["us.", "eu.", "apac.", "au.", "jp.", "ca.", "global.", "us-gov."]

  /// True for the name of a region of AWS, such as `us-east-1`.
  static func isAmazons(_ name: Substring) -> Bool {
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3 || parts.count == 4, parts[0].utf8.count == 2, let zone = parts.last else {
      return false
    }
    return zone.utf8.count == 1 && zone.utf8.allSatisfy(\.isDigit)
      && parts.dropLast().allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isLetter) }
  }
}
