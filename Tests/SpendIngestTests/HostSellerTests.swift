import SpendPricing
import Testing

@testable import SpendLogFormats

/// Names of sellers that addresses lead to, and the price book's names of the same sellers.
@Suite struct HostSellerTests {
  /// Sellers that the price book has no rows of.
  private static let unpriced: Set<String> = [
    "aimlapi", "anyscale", "arcee", "baichuan", "baidu", "chutes", "crusoe", "digitalocean", "featherless",
    "github", "heroku", "huggingface", "inception", "inference_net", "meta", "morph", "nvidia", "oci",
    "ollama",
    "opencode", "parasail", "poe", "reka", "replicate", "requesty", "scaleway", "siliconflow", "snowflake",
    "stepfun", "tencent", "upstage", "venice", "volcengine", "watsonx", "writer", "xiaomi",
  ]

  @Test("the seller of every host has rows under its name, or is listed as unpriced")
  func rows() {
    let priced = Set(PriceCatalog.builtin.rows.map(\.provider))
    let sellers = Set(Providers.ofHosts.map { ProviderName.canonical($0) })
    #expect(sellers.subtracting(priced).sorted() == Self.unpriced.sorted())
  }
}
