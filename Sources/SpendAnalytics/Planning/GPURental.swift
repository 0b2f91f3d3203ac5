public import SpendCore

/// A list price for renting a GPU.
public struct GPURental: Sendable, Hashable {
  public let gpu: String
  public let provider: String
  /// USD for one GPU and hour, on demand.
  public let perHour: Money
  public let region: String
  /// Day on which the list was read.
  public let asOf: String

  /// The cheapest on-demand rental of a GPU by its name, such as `A100` or `H100 SXM`; nil when the
  /// catalogue has none. Names match exactly, or their first word does.
  public static func cheapest(_ gpu: String) -> GPURental? {
    let name = gpu.lowercased().replacing("-", with: " ")
    return catalogue.filter { rental in
      let known = rental.gpu.lowercased()
      return known == name || known.split(separator: " ").first.map(String.init) == name
    }.min { ($0.perHour, $0.provider) < ($1.perHour, $1.provider) }
  }

  /// GPU names with a rental price, for messages.
  public static var names: [String] { Array(Set(catalogue.map(\.gpu))).sorted() }

  private init(_ gpu: String, _ provider: String, _ microdollars: Int64, _ region: String, _ asOf: String) {
    self.gpu = gpu
    self.provider = provider
    perHour = Money(nanodollars: microdollars * 1_000)
    self.region = region
    self.asOf = asOf
  }

  /// On-demand prices that the providers list publicly.
  static let catalogue: [GPURental] = [
    GPURental("A10", "lambda", 1_290_000, "all", "2026"),
    GPURental("A100 40GB", "aws", 2_744_700, "us-east-1", "2026-01-21"),
    GPURental("A100 80GB", "aws", 3_430_900, "us-east-1", "2026-01-21"),
    GPURental("A100 80GB", "azure", 3_673_000, "eastus", "2026-06"),
    GPURental("A100 80GB", "lambda", 2_790_000, "all", "2026"),
    GPURental("A100 80GB PCIe", "runpod", 1_190_000, "any", "2026-03"),
    GPURental("A100 80GB SXM", "runpod", 1_390_000, "any", "2026-03"),
    GPURental("A10G", "aws", 1_006_000, "us-east-1", "2026-01-21"),
    GPURental("A6000", "lambda", 1_090_000, "all", "2026"),
    GPURental("B200", "aws", 14_241_600, "us-east-1", "2026-01-21"),
    GPURental("B200", "lambda", 6_690_000, "all", "2026"),
    GPURental("B200", "nebius", 5_500_000, "us-central1", "2026"),
    GPURental("B200", "runpod", 5_980_000, "any", "2026-03"),
    GPURental("B300", "aws", 17_802_000, "us-west-2", "2026-01-21"),
    GPURental("GH200", "lambda", 2_290_000, "all", "2026"),
    GPURental("H100", "aws", 6_880_000, "us-east-1", "2026-01-21"),
    GPURental("H100", "azure", 12_290_000, "eastus", "2026-06"),
    GPURental("H100 PCIe", "lambda", 3_290_000, "all", "2026"),
    GPURental("H100 PCIe", "runpod", 1_990_000, "any", "2026-03"),
    GPURental("H100 SXM", "lambda", 3_990_000, "all", "2026"),
    GPURental("H100 SXM", "nebius", 2_950_000, "eu-north1", "2026"),
    GPURental("H100 SXM", "runpod", 2_690_000, "any", "2026-03"),
    GPURental("H200", "aws", 7_912_000, "us-east-1", "2026-01-21"),
    GPURental("H200", "nebius", 3_500_000, "eu-north1", "2026"),
    GPURental("H200", "runpod", 3_590_000, "any", "2026-03"),
    GPURental("L4", "aws", 804_800, "us-east-1", "2026-01-21"),
    GPURental("L4", "runpod", 440_000, "any", "2026-03"),
    GPURental("L40", "runpod", 690_000, "any", "2026-03"),
    GPURental("L40S", "aws", 1_861_000, "us-east-1", "2026-01-21"),
    GPURental("L40S", "nebius", 1_548_400, "eu-north1", "2026"),
    GPURental("L40S", "runpod", 790_000, "any", "2026-03"),
    GPURental("RTX 3090", "runpod", 220_000, "any", "2026-03"),
    GPURental("RTX 4090", "runpod", 340_000, "any", "2026-03"),
    GPURental("RTX PRO 6000", "aws", 3_363_100, "us-east-1", "2026-01-21"),
    GPURental("T4", "aws", 526_000, "us-east-1", "2026-01-21"),
    GPURental("Trainium", "aws", 1_343_800, "us-east-1", "2026-01-21"),
    GPURental("V100", "aws", 3_060_000, "us-east-1", "2026-01-21"),
    GPURental("V100", "lambda", 790_000, "all", "2026"),
  ]
}
