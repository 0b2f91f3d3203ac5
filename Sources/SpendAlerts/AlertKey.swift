import SpendCore

/// Stable identifier of an alert: equal labels give the same key on every host and after restarts.
public struct AlertKey: Sendable, Hashable, Codable, CustomStringConvertible {
  /// The first half of the SHA-256 of the sorted labels, as 16 hexadecimal digits.
  public let fingerprint: String

  public init(_ labels: [String: String]) {
    var bytes: [UInt8] = []
    for (name, value) in labels.sorted(by: { $0.key < $1.key }) {
      // No label holds these bytes, so neighbours cannot run together.
      bytes += Array(name.utf8) + [0xFF] + Array(value.utf8) + [0xFE]
    }
    fingerprint = SHA256.hex(SHA256.hash(bytes).prefix(8))
  }

  public init(fingerprint: String) { self.fingerprint = fingerprint }

  public var description: String { fingerprint }
}
