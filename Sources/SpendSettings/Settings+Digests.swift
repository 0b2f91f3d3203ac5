import SpendAlerts
import SpendCore
import SpendDelivery

/// `[[digest]]`.
extension Settings {
  mutating func readDigests(_ readers: [TableReader]) throws {
    let known = receivers.map(\.name)
    digests = try readers.map { reader in
      try reader.allow("name", "every", "receivers", "by", "filter")
      let name = try reader.required("name")
      guard let period = try reader.word("every", as: Digest.Period.self) else {
        throw reader.refuse("every", "the digest \"\(name)\" has no period", advice: "every = \"daily\"")
      }
      let names = try reader.texts("receivers") ?? []
      guard !names.isEmpty else {
        throw reader.refuse(
          "receivers", "the digest \"\(name)\" has no receivers", advice: "receivers = [\"team\"]")
      }
      for receiver in names where !known.contains(receiver) {
        throw reader.refuse(
          "receivers", "there is no [[receiver]] named \"\(receiver)\"",
          advice: EditDistance.nearest(to: receiver, among: known).map { "did you mean \"\($0)\"?" })
      }
      return Digest(
        name: name, period: period, receivers: names,
        by: try reader.word("by", as: Dimension.self) ?? .feature, filters: try Self.filters(reader))
    }
    try Self.refuseSecond("digest", digests.map(\.name), readers)
  }
}
