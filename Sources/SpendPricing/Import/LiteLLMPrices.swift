import SpendCore

/// LiteLLM's `model_prices_and_context_window.json`: a map of names, USD per token.
enum LiteLLMPrices {
  private static let notModels: Set<String> = ["sample_spec", "fallback_generalizations"]

  /// Endings of keys that hold prices of a tier.
  private static let tiers: [(suffix: String, tier: ServiceTier)] = [
    ("", .standard), ("_batches", .batch), ("_flex", .flex), ("_priority", .priority),
    ("_balanced", .balanced), ("_ultrafast", .ultrafast),
  ]

  static func read(_ document: JSONValue) throws(PriceFileError) -> PriceFile {
    var file = PriceFile(.litellm)
    for (name, entry) in document.members where !notModels.contains(name) {
      guard entry.isObject else {
        throw PriceFileError(line: entry.line, reason: "\"\(name)\" is not an object")
      }
      guard !isSize(name) else {
        file.skip("names of picture sizes")
        continue
      }
      try read(name, entry, of: document, &file)
    }
    return file
  }

  /// `1024-x-1024/dall-e-3` and the like.
  private static func isSize(_ name: String) -> Bool {
    let head = name.prefix { $0 != "/" }
    return head != name[...] && head.contains("-x-")
      || ["hd", "standard", "low", "medium", "high"].contains(String(head))
  }

  private static func read(
    _ name: String, _ entry: JSONValue, of document: JSONValue, _ file: inout PriceFile
  ) throws(PriceFileError) {
    guard !name.contains("*"), !name.contains(where: { "\t|\n\r".contains($0) }) else {
      return file.skip("a name that is a pattern")
    }
    guard !name.contains("-month-commitment/") else { return file.skip("provisioned throughput") }
    var provider = ModelName.normalised(provider: entry["litellm_provider"]?.text ?? "")
    var model = name
    var isPrefixed = false
    if let slash = name.firstIndex(of: "/") {
      let head = ModelName.normalised(provider: String(name[..<slash]))
      if provider.isEmpty || head == provider {
        provider = head
        model = String(name[slash...].dropFirst())
        isPrefixed = true
      }
    }
    // An alias without a provider is sold by the provider of the model that it means.
    if provider.isEmpty, let meant = entry["alias_of"]?.text {
      provider = ModelName.normalised(provider: document[meant]?["litellm_provider"]?.text ?? "")
    }
    guard !provider.isEmpty, !model.isEmpty else { return file.skip("no provider") }
    var row = PriceRow(provider: provider, model: model)
    if let meant = entry["alias_of"]?.text {
      return readAlias(meant, row, entry, isPrefixed: isPrefixed, &file)
    }
    try readTokens(entry, &row)
    row.terms.reasoning = try price(entry, "output_cost_per_reasoning_token")
    if row.terms.reasoning == row.terms.standard.output { row.terms.reasoning = nil }
    let searches = entry["search_context_cost_per_query"]
    row.terms.search = try PriceBounds.price(
      searches?["search_context_size_medium"], "search_context_size_medium", places: 12)
    row.terms.request = try price(entry, "input_cost_per_request")
    if row.terms.request == nil, !isReranker(entry) {
      row.terms.request = try price(entry, "input_cost_per_query")
    }
    // Perplexity's price by the size of the search is a fee for each request; the lowest applies unless the
    // request has more context. One price for all sizes is for each search.
    let low = try PriceBounds.price(
      searches?["search_context_size_low"], "search_context_size_low", places: 12)
    if provider == "perplexity", low != row.terms.search, row.terms.request == nil {
      row.terms.request = low
      row.terms.search = nil
    }
    try readRegions(entry, provider, &row)
    readFast(entry, &row, &file)
    units(entry, &row)
    if let retired = entry["deprecation_date"]?.text { row.note = "retires \(retired)" }

    guard row.terms.standard.input != nil || row.terms.standard.output != nil || row.hasUnits else {
      return file.skip("no price")
    }
    // A zero mostly means that the price was not filled in.
    if row.terms.standard.isNothing, row.terms.request == nil, !row.hasUnits, !model.hasSuffix(":free") {
      return file.skip("a price of 0")
    }
    dropUnsetCache(&row)
    guard let offPeak = try offPeak(entry["off_peak_pricing"], row) else {
      return file.skip("hours that are not understood")
    }
    file.add(row, line: entry.line, isPrefixed: isPrefixed)
    for row in offPeak { file.add(row, line: entry.line, isPrefixed: isPrefixed) }
  }

  /// A name that means another one from today on.
  private static func readAlias(
    _ meant: String, _ row: PriceRow, _ entry: JSONValue, isPrefixed: Bool, _ file: inout PriceFile
  ) {
    var row = row
    var name = meant[...]
    if let slash = meant.firstIndex(of: "/"),
      ModelName.normalised(provider: String(meant[..<slash])) == row.provider
    {
      name = meant[slash...].dropFirst()
    }
    guard !name.isEmpty, !name.contains(where: { " =\t|\n*".contains($0) }) else {
      return file.skip("an alias that is not understood")
    }
    row.sameAs = String(name)
    file.add(row, line: entry.line, isPrefixed: isPrefixed)
  }

  private static func price(_ entry: JSONValue, _ key: String) throws(PriceFileError) -> UnitPrice? {
    try PriceBounds.price(entry[key], key, places: 12)
  }

  /// The name of a class's price, with the length and tier that it is for.
  private static func key(_ kind: PriceKind, _ length: String, _ suffix: String) -> String {
    let name =
      switch kind {
      case .input: "input_cost_per_token"
      case .output: "output_cost_per_token"
      case .cacheRead: "cache_read_input_token_cost"
      case .cacheWrite5m: "cache_creation_input_token_cost"
      case .cacheWrite1h: "cache_creation_input_token_cost_above_1hr"
      case .audioIn: "input_cost_per_audio_token"
      case .audioOut: "output_cost_per_audio_token"
      case .imageIn: "input_cost_per_image_token"
      case .imageOut: "output_cost_per_image_token"
      }
    return name + length + suffix
  }

  /// Classes that a provider's entries have prices of. Google's entries list storage or copies as cache writes.
  private static func kinds(_ provider: String) -> [PriceKind] {
    guard provider == "google" || provider == "vertex" else { return PriceKind.allCases }
    return PriceKind.allCases.filter { $0 != .cacheWrite5m && $0 != .cacheWrite1h }
  }

  /// Prices of all tiers, and of longer prompts: `…_above_{N}k_tokens`, or the ranges of
  /// `tiered_pricing` behind the first.
  private static func readTokens(_ entry: JSONValue, _ row: inout PriceRow) throws(PriceFileError) {
    // xAI's bound belongs to the long price, everybody else's to the short one.
    let last: Int64 = row.provider == "xai" ? 1 : 0
    let kinds = kinds(row.provider)
    let lengths = Set(entry.members.compactMap { thousands(ofKey: $0.key) }).sorted()
    for (suffix, tier) in tiers {
      for kind in kinds {
        row.terms[PriceKey(step: nil, tier: tier, kind: kind)] = try price(entry, key(kind, "", suffix))
        for (step, thousands) in lengths.enumerated() {
          row.terms.setStep(step, over: thousands * 1_000 - last)
          let name = key(kind, "_above_\(thousands)k_tokens", suffix)
          row.terms[PriceKey(step: step, tier: tier, kind: kind)] = try price(entry, name)
        }
      }
    }
    if row.terms.standard.cacheRead == nil {
      row.terms.standard.cacheRead = try price(entry, "input_cost_per_token_cache_hit")
    }
    guard lengths.isEmpty, let ranges = entry["tiered_pricing"]?.elements, let first = ranges.first else {
      return
    }
    for kind in kinds {
      let place = PriceKey(step: nil, tier: .standard, kind: kind)
      row.terms[place] = try price(first, key(kind, "", "")) ?? row.terms[place]
    }
    for range in ranges.dropFirst() {
      guard let bound = range["range"]?.elements?.first?.number,
        let over = FixedPoint.parse(bound.utf8, places: 0)
      else { continue }
      let step = row.terms.steps.count
      row.terms.setStep(step, over: over)
      for kind in kinds {
        row.terms[PriceKey(step: step, tier: .standard, kind: kind)] = try price(range, key(kind, "", ""))
      }
    }
    guard row.terms.settleSteps() else {
      throw PriceFileError(line: entry.line, reason: "two ranges of \(row.model) begin at one size")
    }
  }

  /// N of `input_cost_per_token_above_{N}k_tokens`.
  private static func thousands(ofKey key: String) -> Int64? {
    let (head, tail) = ("input_cost_per_token_above_", "k_tokens")
    guard key.hasPrefix(head), key.hasSuffix(tail), key.count > head.count + tail.count else { return nil }
    return Int64(key.dropFirst(head.count).dropLast(tail.count)).flatMap {
      (1...1_000_000).contains($0) ? $0 : nil
    }
  }

  /// A cache price of 0 beside a price of the prompt is one that was not filled in.
  private static func dropUnsetCache(_ row: inout PriceRow) {
    guard let input = row.terms.standard.input, input > .zero else { return }
    for kind in [PriceKind.cacheRead, .cacheWrite5m, .cacheWrite1h] where row.terms.standard[kind] == .zero {
      row.terms.standard[kind] = nil
    }
  }

  /// Reads the surcharges for data residency and regional endpoints. Clouds whose regions have separate rows
  /// are left out, so that no factor is applied twice.
  private static func readRegions(
    _ entry: JSONValue, _ provider: String, _ row: inout PriceRow
  ) throws(PriceFileError) {
    guard !ModelMatcher.regionalSellers.contains(provider) else { return }
    func factor(_ value: JSONValue?, _ key: String) throws(PriceFileError) -> Int32? {
      guard let value else { return nil }
      guard let factor = value.number.flatMap({ RegionFactors.parse($0.utf8) }) else {
        throw PriceFileError(line: value.line, reason: "\"\(key)\" is not a factor")
      }
      return PriceBounds.regionFactors.contains(factor) ? factor : nil
    }
    let own = entry["provider_specific_entry"]
    let (us, eu) = ("regional_processing_uplift_multiplier_us", "regional_processing_uplift_multiplier_eu")
    let anywhere = "regional_endpoint_uplift_multiplier"
    let everywhere = try factor(entry[anywhere], anywhere)
    let american = try factor(entry[us] ?? own?["us"], us)
    let european = try factor(entry[eu] ?? own?["eu"], eu)
    let fedRAMP = try factor(entry["fedramp_uplift_multiplier"], "fedramp_uplift_multiplier")
    guard everywhere != nil || american != nil || european != nil || fedRAMP != nil else { return }
    let other = everywhere ?? RegionFactors.none
    var regions = RegionFactors(us: american ?? other, eu: european ?? other, other: other)
    if let fedRAMP { regions.places = ["fedramp": fedRAMP, "us-gov": fedRAMP] }
    row.terms.regions = regions
  }

  /// The factor of Anthropic's fast mode.
  private static func readFast(_ entry: JSONValue, _ row: inout PriceRow, _ file: inout PriceFile) {
    guard let text = entry["provider_specific_entry"]?["fast"]?.number,
      let micro = FixedPoint.parse(text.utf8, places: 6)
    else { return }
    guard PriceBounds.tierFactors.contains(micro) else {
      return file.flag("line \(entry.line): the factor \(text) for fast of \(row.provider)/\(row.model)")
    }
    row.multiples.append(PriceMultiple(tier: .fast, target: .all, micro: micro))
  }

  private static func isReranker(_ entry: JSONValue) -> Bool { entry["mode"]?.text == "rerank" }

  /// Prices of other units, for one each.
  private static func units(_ entry: JSONValue, _ row: inout PriceRow) {
    // Not per token, and so not bound by what tokens cost.
    func price(_ key: String) -> UnitPrice? {
      let pico = entry[key]?.number.flatMap { FixedPoint.parse($0.utf8, places: 12) }
      return pico.flatMap { $0 > 0 ? UnitPrice(picodollars: $0) : nil }
    }
    row.terms.units.image = price("output_cost_per_image")
    row.terms.units.second = price("input_cost_per_second")
    row.terms.units.character = price("input_cost_per_character")
    row.terms.units.page = price("ocr_cost_per_page")
    if isReranker(entry) { row.terms.units.rerank = price("input_cost_per_query") }
    if let video = price("output_cost_per_second") {
      row.others = "video_s=\(FixedPoint.shortestString(video.picodollars, places: 12))"
    }
  }

  /// Rows of the hours with a price of their own, beside the flat price; nil where some of the hours are
  /// not understood. Then the flat price alone would be wrong.
  private static func offPeak(
    _ block: JSONValue?, _ peak: PriceRow
  ) throws(PriceFileError) -> [PriceRow]? {
    guard let block, block.isObject else { return [] }
    var row = peak
    for kind in PriceKind.allCases {
      if let listed = try price(block, key(kind, "", "")) {
        row.terms[PriceKey(step: nil, tier: .standard, kind: kind)] = listed
      }
    }
    row.terms.reasoning = try price(block, "output_cost_per_reasoning_token") ?? row.terms.reasoning
    guard let offset = dayOffset(block["weekday_timezone"]?.text) else { return nil }
    var rows: [PriceRow] = []
    // Hours beside the windows hold every day.
    var windows = block["windows"]?.elements ?? []
    if block["hours_utc"] != nil { windows.append(block) }
    for window in windows {
      guard let hours = window["hours_utc"], let days = weekdays(window["weekdays"]) else { return nil }
      for text in hours.text.map({ [$0] }) ?? hours.elements?.compactMap(\.text) ?? [] {
        let plain = text.filter { $0 != " " }
        guard let clock = DailyWindow(Array(plain.utf8)[...]) else { return nil }
        row.terms.window = DailyWindow(start: clock.start, end: clock.end, days: days, dayOffset: offset)
        rows.append(row)
      }
    }
    return rows.isEmpty ? nil : rows
  }

  /// Days by number from 1 for Monday, or by name; nil when one is not understood.
  private static func weekdays(_ value: JSONValue?) -> DailyWindow.Weekdays? {
    guard let value else { return .all }
    guard let elements = value.elements, !elements.isEmpty else { return nil }
    var days: DailyWindow.Weekdays = []
    for element in elements {
      if let number = element.number.flatMap({ Int($0) }), (1...7).contains(number) {
        days.formUnion(DailyWindow.Weekdays(day: number - 1))
      } else if let name = element.text, let day = DailyWindow.Weekdays(String(name.trimmed.prefix(3))) {
        days.formUnion(day)
      } else {
        return nil
      }
    }
    return days
  }

  /// Hours between UTC and a calendar without daylight saving; nil for other zones.
  private static func dayOffset(_ zone: String?) -> Int? {
    guard let zone, !zone.isEmpty else { return 0 }
    return [
      "UTC": 0, "Etc/UTC": 0, "Asia/Shanghai": 8, "Asia/Hong_Kong": 8, "Asia/Singapore": 8, "Asia/Taipei": 8,
      "Asia/Tokyo": 9, "Asia/Seoul": 9, "Asia/Dubai": 4,
    ][zone]
  }
}
