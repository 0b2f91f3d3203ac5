public import SpendCore
public import SpendFormatting

/// A charge as a row of a FOCUS cost and usage dataset: one charge period, one combination of labels.
///
/// A row covers several meters at several prices, so the columns of unit prices and SKUs, which the
/// specification requires of providers that publish them, are left out.
public struct FocusRow: Sendable {
  /// Lengths of charge periods.
  public enum Period: String, CaseIterable, Sendable {
    case hour, day

    public var width: BucketWidth { self == .hour ? .hour : .day }
  }

  public static let dimensions: [Dimension] = [
    .provider, .model, .feature, .queryType, .tier, .region, .team, .key, .project, .environment, .customer,
    .tags,
  ]

  private let values: [Dimension: String]
  private let sums: SpendSums
  private let account: String
  private let start, end, monthStart, monthEnd: Instant

  /// Nil for a row without a start.
  public init?(_ row: SpendRow, period: Period, zone: Zone, account: String) {
    guard let start = row.bucketStart else { return nil }
    values = Dictionary(uniqueKeysWithValues: zip(Self.dimensions, row.keys))
    sums = row.sums
    self.account = account
    self.start = start
    end =
      switch period {
      case .hour: start.adding(seconds: 3_600)
      // A day of a zone may last 23 or 25 hours.
      case .day: zone.startOfDay(start.adding(seconds: 36 * 3_600))
      }
    monthStart = zone.start(of: .month, start)
    monthEnd = zone.start(of: .month, monthStart.adding(seconds: 32 * 86_400))
  }

  private func text(_ dimension: Dimension) -> String { values[dimension] ?? "" }

  private var provider: String { text(.provider).isEmpty ? "unknown" : text(.provider) }

  /// User-defined labels as a JSON object; a word without a value gets `true`, as the specification has it.
  private var tags: String {
    var members: [(String, String)] = []
    for dimension in [Dimension.feature, .queryType, .team, .environment, .customer, .key]
    where !text(dimension).isEmpty {
      members.append((dimension.rawValue, JSONWriter.string(text(dimension))))
    }
    for tag in text(.tags).split(separator: "|") {
      let parts = tag.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts[0])
      guard !name.isEmpty, !members.contains(where: { $0.0 == name }) else { continue }
      members.append((name, parts.count == 2 ? JSONWriter.string(String(parts[1])) : "true"))
    }
    return members.isEmpty
      ? "" : "{" + members.map { "\(JSONWriter.string($0.0)):\($0.1)" }.joined(separator: ",") + "}"
  }

  public struct Column: Sendable {
    public let name: String
    public let value: @Sendable (FocusRow) -> TableCell

    public init(_ name: String, _ value: @escaping @Sendable (FocusRow) -> TableCell) {
      self.name = name
      self.value = value
    }
  }

  public static func columns(of version: FocusVersion) -> [Column] {
    switch version {
    case .version12: standard + extensions
    case .version13:
      standard + [
        Column("ServiceProviderName") { .text($0.provider) },
        Column("HostProviderName") { .text($0.provider) },
      ] + extensions
    }
  }

  private static func cost(_ name: String) -> Column { Column(name) { .figure($0.sums.cost.decimalString) } }

  private static func count(_ name: String, _ value: @escaping @Sendable (SpendSums) -> Int64) -> Column {
    Column(name) { .figure("\(value($0.sums))") }
  }

  private static func time(_ name: String, _ value: @escaping @Sendable (FocusRow) -> Instant) -> Column {
    Column(name) { .figure(value($0).rfc3339.prefix(19) + "Z") }
  }

  private static let standard: [Column] = [
    cost("BilledCost"),
    Column("BillingAccountId") { .text($0.account) },
    Column("BillingAccountName") { .text($0.account) },
    Column("BillingCurrency") { _ in .figure("USD") },
    time("BillingPeriodEnd") { $0.monthEnd },
    time("BillingPeriodStart") { $0.monthStart },
    Column("ChargeCategory") { _ in .figure("Usage") },
    Column("ChargeClass") { _ in .figure("") },
    Column("ChargeDescription") {
      .text("\($0.sums.requests) \($0.sums.requests == 1 ? "request" : "requests") to \($0.text(.model))")
    },
    Column("ChargeFrequency") { _ in .figure("Usage-Based") },
    time("ChargePeriodEnd") { $0.end },
    time("ChargePeriodStart") { $0.start },
    count("ConsumedQuantity") { $0.promptTokens &+ $0.output },
    Column("ConsumedUnit") { _ in .figure("Tokens") },
    cost("ContractedCost"),
    cost("EffectiveCost"),
    // Logs do not name invoices.
    Column("InvoiceId") { _ in .figure("") },
    Column("InvoiceIssuerName") { .text($0.provider) },
    cost("ListCost"),
    Column("PricingCategory") { _ in .figure("Standard") },
    // Prices are per million tokens.
    Column("PricingQuantity") {
      .figure(FixedPoint.string($0.sums.promptTokens &+ $0.sums.output, places: 6, showing: 6))
    },
    Column("PricingUnit") { _ in .figure("1000000 Tokens") },
    Column("ProviderName") { .text($0.provider) },
    Column("PublisherName") { .text($0.provider) },
    Column("RegionId") { .text($0.text(.region)) },
    Column("RegionName") { .text($0.text(.region)) },
    Column("ResourceId") { .text($0.text(.model)) },
    Column("ResourceName") { .text($0.text(.model)) },
    Column("ResourceType") { .figure($0.text(.model).isEmpty ? "" : "Model") },
    Column("ServiceCategory") { _ in .figure("AI and Machine Learning") },
    Column("ServiceName") { .text($0.provider) },
    Column("ServiceSubcategory") { _ in .figure("Generative AI") },
    Column("SubAccountId") { .text($0.text(.project)) },
    Column("SubAccountName") { .text($0.text(.project)) },
    Column("Tags") { .text($0.tags) },
  ]

  private static let extensions: [Column] = [
    Column("x_Model") { .text($0.text(.model)) },
    Column("x_ServiceTier") { .text($0.text(.tier)) },
    count("x_Requests") { $0.requests },
    count("x_FailedRequests") { $0.errors },
    count("x_InputTokens") { $0.input },
    count("x_CacheReadTokens") { $0.cacheRead },
    count("x_CacheWriteTokens") { $0.cacheWrite5m &+ $0.cacheWrite1h },
    count("x_OutputTokens") { $0.output },
    count("x_ReasoningTokens") { $0.reasoning },
    count("x_WebSearches") { $0.webSearches },
    count("x_UnpricedRequests") { $0.unpricedRequests },
    count("x_EstimatedRequests") { $0.estimatedRequests },
    Column("x_CacheSavedCost") { .figure($0.sums.cacheSaved.decimalString) },
  ]
}
