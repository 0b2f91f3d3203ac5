import SpendCore

/// LiteLLM's `model_prices_and_context_window.json`: a map of names, USD per token.
enum LiteLLMPrices {
  private static let notModels: Set<String> = ["sample_spec", "fallback_generalizations"]

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
      try read(name, entry, &file)
    }
    return file
  }

  /// `1024-x-1024/dall-e-3` and the like.
  private static func isSize(_ name: String) -> Bool {
    let head = name.prefix { $0 != "/" }
    return head != name[...] && head.contains("-x-")
      || ["hd", "standard", "low", "medium", "high"].contains(String(head))
  }

  private static func read(_ name: String, _ entry: JSONValue, _ file: inout PriceFile) throws(PriceFileError)
  {
    var provider = ModelName.normalised(provider: entry["litellm_provider"]?.text ?? "")
    var model = name
    if let slash = name.firstIndex(of: "/") {
      let head = ModelName.normalised(provider: String(name[..<slash]))
      if provider.isEmpty || head == provider {
        provider = head
        model = String(name[slash...].dropFirst())
      }
    }
    guard !provider.isEmpty else { return file.skip("no seller") }
    var row = PriceRow(provider: provider, model: model)
    let google = provider == "google" || provider == "vertex"
    row.terms.standard = try classes(entry, "", hasWrites: !google)
    row.terms.batch = try classes(entry, "_batches", hasWrites: !google)
    row.terms.flex = try classes(entry, "_flex", hasWrites: !google)
    row.terms.priority = try classes(entry, "_priority", hasWrites: !google)
    row.terms.reasoning = try price(entry, "output_cost_per_reasoning_token")
    row.terms.media.audioIn = try price(entry, "input_cost_per_audio_token")
    row.terms.media.audioOut = try price(entry, "output_cost_per_audio_token")
    row.terms.media.imageIn = try price(entry, "input_cost_per_image_token")
    row.terms.media.imageOut = try price(entry, "output_cost_per_image_token")
    let searches = entry["search_context_cost_per_query"]
    row.terms.search = try PriceBounds.price(
      searches?["search_context_size_medium"], "search_context_size_medium", places: 12)
    row.terms.request = try price(entry, "input_cost_per_request")
    if row.terms.request == nil, !isReranker(entry) {
      row.terms.request = try price(entry, "input_cost_per_query")
    }
    try readLong(entry, provider, &row)
    try readRegions(entry, provider, &row)
    units(entry, &row)
    if let retired = entry["deprecation_date"]?.text { row.note = "retired \(retired)" }

    guard row.terms.standard.input != nil || row.terms.standard.output != nil || row.hasUnits else {
      return file.skip("no price")
    }
    // A zero mostly means that nobody has filled it in.
    if row.terms.standard.isNothing, row.terms.request == nil, !row.hasUnits, !model.hasSuffix(":free") {
      return file.skip("a price of 0")
    }
    file.add(row, line: entry.line)
    try readOffPeak(entry["off_peak_pricing"], row, &file)
  }

  private static func price(_ entry: JSONValue, _ key: String) throws(PriceFileError) -> UnitPrice? {
    try PriceBounds.price(entry[key], key, places: 12)
  }

  private static func classes(
    _ entry: JSONValue, _ suffix: String, hasWrites: Bool
  ) throws(PriceFileError) -> ClassPrices {
    var prices = ClassPrices()
    prices.input = try price(entry, "input_cost_per_token" + suffix)
    prices.output = try price(entry, "output_cost_per_token" + suffix)
    prices.cacheRead = try price(entry, "cache_read_input_token_cost" + suffix)
    if suffix.isEmpty, prices.cacheRead == nil {
      prices.cacheRead = try price(entry, "input_cost_per_token_cache_hit")
    }
    guard hasWrites else { return prices }
    prices.cacheWrite5m = try price(entry, "cache_creation_input_token_cost" + suffix)
    prices.cacheWrite1h = try price(entry, "cache_creation_input_token_cost_above_1hr" + suffix)
    return prices
  }

  /// What data residency and regional endpoints add. Clouds whose regions have rows of their own are
  /// left out, so that nothing is added twice.
  private static func readRegions(
    _ entry: JSONValue, _ provider: String, _ row: inout PriceRow
  ) throws(PriceFileError) {
    guard !ModelMatcher.regionalSellers.contains(provider) else { return }
    func factor(_ value: JSONValue?, _ key: String) throws(PriceFileError) -> Int32? {
      guard let value else { return nil }
      guard let factor = value.number.flatMap({ RegionFactors.parse($0.utf8) }) else {
        throw PriceFileError(line: value.line, reason: "\"\(key)\" is not a factor")
      }
      return factor
    }
    let own = entry["provider_specific_entry"]
    let (us, eu) = ("regional_processing_uplift_multiplier_us", "regional_processing_uplift_multiplier_eu")
    let anywhere = "regional_endpoint_uplift_multiplier"
    let everywhere = try factor(entry[anywhere], anywhere)
    let american = try factor(entry[us] ?? own?["us"], us)
    let european = try factor(entry[eu] ?? own?["eu"], eu)
    guard everywhere != nil || american != nil || european != nil else { return }
    let other = everywhere ?? RegionFactors.none
    row.terms.state(RegionFactors(us: american ?? other, eu: european ?? other, other: other))
  }

  /// `…_above_{N}k_tokens`, or the ranges of `tiered_pricing` behind the first.
  private static func readLong(
    _ entry: JSONValue, _ provider: String, _ row: inout PriceRow
  ) throws(PriceFileError) {
    // xAI's bound belongs to the long price, everybody else's to the short one.
    let last: Int64 = provider == "xai" ? 1 : 0
    let hasWrites = provider != "google" && provider != "vertex"
    for thousands in Set(entry.members.compactMap { thousands(ofKey: $0.key) }).sorted() {
      var step = LengthStep(over: thousands * 1_000 - last)
      step.prices = try classes(entry, "_above_\(thousands)k_tokens", hasWrites: hasWrites)
      row.terms.steps.append(step)
    }
    guard row.terms.steps.isEmpty else { return }
    guard let ranges = entry["tiered_pricing"]?.elements, let first = ranges.first else { return }
    row.terms.standard.input = try price(first, "input_cost_per_token") ?? row.terms.standard.input
    row.terms.standard.output = try price(first, "output_cost_per_token") ?? row.terms.standard.output
    row.terms.standard.cacheRead =
      try price(first, "cache_read_input_token_cost") ?? row.terms.standard.cacheRead
    for range in ranges.dropFirst() {
      guard let bound = range["range"]?.elements?.first?.number,
        let over = FixedPoint.parse(bound.utf8, places: 0)
      else { continue }
      var step = LengthStep(over: over)
      step.prices = try classes(range, "", hasWrites: hasWrites)
      row.terms.steps.append(step)
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

  /// The flat price is that of the peak; the block's hours have their own.
  private static func readOffPeak(
    _ block: JSONValue?, _ peak: PriceRow, _ file: inout PriceFile
  ) throws(PriceFileError) {
    guard let block, block.isObject else { return }
    var row = peak
    let prices = try classes(block, "", hasWrites: true)
    row.terms.standard.input = prices.input ?? row.terms.standard.input
    row.terms.standard.output = prices.output ?? row.terms.standard.output
    row.terms.standard.cacheRead = prices.cacheRead ?? row.terms.standard.cacheRead
    row.terms.standard.cacheWrite5m = prices.cacheWrite5m ?? row.terms.standard.cacheWrite5m
    row.terms.reasoning = try price(block, "output_cost_per_reasoning_token") ?? row.terms.reasoning
    let windows = block["windows"]?.elements ?? [block]
    for window in windows {
      let hours = window["hours_utc"] ?? block["hours_utc"]
      let texts = hours?.text.map { [$0] } ?? hours?.elements?.compactMap(\.text) ?? []
      let days = (window["weekdays"] ?? block["weekdays"])?.elements?.compactMap(\.number)
      let word = days == nil || days?.count == 7 ? "" : days == ["1", "2", "3", "4", "5"] ? " mon-fri" : nil
      for text in texts {
        guard let word, let window = DailyWindow(Array((text + word).utf8)[...]) else {
          file.skip("hours that are not understood")
          continue
        }
        row.terms.window = window
        file.add(row, line: block.line)
      }
    }
  }
}
