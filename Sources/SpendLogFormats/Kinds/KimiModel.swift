import SpendCore

/// The model behind an alias of Kimi Code's configuration.
struct KimiModel: Codable {
  var alias: String
  var model: String
}
