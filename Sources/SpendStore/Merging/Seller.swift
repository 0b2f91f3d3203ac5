import SpendCore

/// Provider, model, tier and region of a request.
struct Seller: Hashable {
  var provider: String
  var model: String
  var tier: String
  var region: String

  func isBelow(_ other: Seller) -> Bool {
    (provider, model, tier, region) < (other.provider, other.model, other.tier, other.region)
  }
}
