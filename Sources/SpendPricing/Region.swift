import SpendCore

/// Names of places in the names of models.
enum Region {
  /// First parts of Bedrock's names of regional profiles.
  static let bedrockPrefixes = ["us.", "eu.", "apac.", "au.", "jp.", "ca.", "global.", "us-gov."]
}
