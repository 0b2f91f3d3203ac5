import SpendCore

/// The price of each class of one request, after tier and length are settled.
struct Tariff {
  private(set) var prices: ClassPrices
  private(set) var media: MediaPrices
  private(set) var reasoning: UnitPrice?
  let search: UnitPrice?
  let request: UnitPrice?
  /// Of what a request is billed by beside tokens and searches.
  private(set) var unit: UnitPrice?
  /// What the prompt is longer than, of the prices of long prompts that are billed.
  let longContextOver: Int64?
  var isLongContext: Bool { longContextOver != nil }
  /// Classes whose price stands in for one that nobody lists.
  private(set) var derived: CostTerm.Classes = []

  /// Settles the prices of a request with a prompt of `prompt` tokens.
  init(_ row: borrowing PriceTerms, tier: ServiceTier, prompt: Int64, units: BilledUnits?) {
    let long = prompt > row.longestStandard ? row.step(forPrompt: prompt) : nil
    longContextOver = long?.over
    prices = row.standard
    media = row.media
    search = row.search
    request = row.request
    if let units { unit = row.units[units.unit] }
    if row.searchIsGeneral { derived.insert(.webSearch) }
    // The fee for a request depends on how much the search reads, which logs do not say.
    if row.request != nil { derived.insert(.request) }
    reasoning = row.reasoning
    if let long { lengthen(row, long.prices) }
    switch tier {
    case .standard: break
    case .other: derived = .all
    case .batch: batch(row)
    case .flex: serve(row.flex, row, isBorrowed: row.borrowsFlex)
    case .priority:
      // OpenAI does not offer it to long prompts.
      if isLongContext, row.maker == .openAI {
        derived = .all
      } else {
        serve(row.priority, row, isBorrowed: row.borrowsPriority)
      }
    }
    fillIn(row)
  }

  // MARK: Long context

  /// The whole request is billed at the prices of long prompts. A class that has none grows as the
  /// prompt or the answer does.
  private mutating func lengthen(_ row: borrowing PriceTerms, _ long: ClassPrices) {
    let old = row.standard
    prices.input = long.input
    let prompt = Ratio(from: old.input, to: long.input)
    prices.output = settle(long.output, old.output, prompt, .output)
    let answer = Ratio(from: old.output, to: prices.output)
    prices.cacheRead = settle(long.cacheRead, old.cacheRead, prompt, .cacheRead)
    if row.isAnthropic {
      prices.cacheWrite5m = long.cacheWrite5m
      prices.cacheWrite1h = long.cacheWrite1h
    } else {
      prices.cacheWrite5m = settle(long.cacheWrite5m, old.cacheWrite5m, prompt, .cacheWrite5m)
      prices.cacheWrite1h = settle(long.cacheWrite1h, old.cacheWrite1h, prompt, .cacheWrite1h)
    }
    scaleMedia(prompt, answer)
    reasoning = nil
  }

  private mutating func settle(
    _ listed: UnitPrice?, _ price: UnitPrice?, _ ratio: Ratio?, _ kind: CostTerm.Classes
  ) -> UnitPrice? {
    if let listed { return listed }
    derived.insert(kind)
    return price.map { $0.scaled(by: ratio) }
  }

  // MARK: Tiers

  /// Flex and priority: the listed prices, and the rest in proportion to them.
  private mutating func serve(_ listed: ClassPrices, _ row: borrowing PriceTerms, isBorrowed: Bool) {
    guard listed.input != nil || listed.output != nil else {
      derived = .all
      return
    }
    if isBorrowed { derived = .all }
    derived.insert(.units)
    let prompt = Ratio(from: row.standard.input, to: listed.input)
    let answer = Ratio(from: row.standard.output, to: listed.output)
    prices.input = replaced(prices.input, listed.input, row.standard.input, prompt, .input)
    prices.output = replaced(prices.output, listed.output, row.standard.output, answer, .output)
    prices.cacheRead = replaced(
      prices.cacheRead, listed.cacheRead, row.standard.cacheRead, prompt, .cacheRead)
    prices.cacheWrite5m = replaced(
      prices.cacheWrite5m, listed.cacheWrite5m, row.standard.cacheWrite5m, prompt, .cacheWrite5m)
    prices.cacheWrite1h = replaced(
      prices.cacheWrite1h, listed.cacheWrite1h, row.standard.cacheWrite1h, prompt, .cacheWrite1h)
    scaleMedia(prompt, answer)
    if listed.output != nil { reasoning = nil }
  }

  /// Half of everything at Anthropic; of input and output at OpenAI, Google and Mistral, where the
  /// cache keeps its price unless a price for batches is listed.
  private mutating func batch(_ row: borrowing PriceTerms) {
    let listed = row.batch
    let half: Ratio? = row.halvesBatches ? Ratio(1, 2) : nil
    let prompt = Ratio(from: row.standard.input, to: listed.input) ?? half
    let answer = Ratio(from: row.standard.output, to: listed.output) ?? half
    prices.input = replaced(prices.input, listed.input, row.standard.input, prompt, .input)
    prices.output = replaced(prices.output, listed.output, row.standard.output, answer, .output)
    let standard = row.standard
    if row.isAnthropic {
      let before = derived
      prices.cacheRead = replaced(
        prices.cacheRead, listed.cacheRead, standard.cacheRead, Ratio(1, 2), .cacheRead)
      prices.cacheWrite5m = replaced(
        prices.cacheWrite5m, listed.cacheWrite5m, standard.cacheWrite5m, Ratio(1, 2), .cacheWrite5m)
      prices.cacheWrite1h = replaced(
        prices.cacheWrite1h, listed.cacheWrite1h, standard.cacheWrite1h, Ratio(1, 2), .cacheWrite1h)
      if !isLongContext { derived = before }
    } else {
      let keepsCacheRead = row.maker == .google && listed.cacheRead == nil
      if !keepsCacheRead {
        prices.cacheRead = replaced(prices.cacheRead, listed.cacheRead, standard.cacheRead, nil, .cacheRead)
      }
      prices.cacheWrite5m = replaced(
        prices.cacheWrite5m, listed.cacheWrite5m, standard.cacheWrite5m, prompt, .cacheWrite5m)
      prices.cacheWrite1h = replaced(
        prices.cacheWrite1h, listed.cacheWrite1h, standard.cacheWrite1h, prompt, .cacheWrite1h)
    }
    scaleMedia(prompt, answer)
    if answer != nil { reasoning = nil }
    unit = unit?.scaled(by: half)
    derived.insert(.units)
  }

  /// Puts a tier's price in the place of the standard one. Nobody lists a tier's prices of long
  /// prompts: those change as the tier's others do.
  private mutating func replaced(
    _ price: UnitPrice?, _ listed: UnitPrice?, _ standard: UnitPrice?, _ ratio: Ratio?,
    _ kind: CostTerm.Classes
  ) -> UnitPrice? {
    if let listed, !isLongContext { return listed }
    derived.insert(kind)
    return price?.scaled(by: Ratio(from: standard, to: listed) ?? ratio) ?? listed
  }

  private mutating func scaleMedia(_ prompt: Ratio?, _ answer: Ratio?) {
    media.audioIn = media.audioIn?.scaled(by: prompt)
    media.imageIn = media.imageIn?.scaled(by: prompt)
    media.audioOut = media.audioOut?.scaled(by: answer)
    media.imageOut = media.imageOut?.scaled(by: answer)
    derived.formUnion([.audioIn, .imageIn, .audioOut, .imageOut])
  }

  // MARK: What has no price of its own

  /// The cache costs what plain input does, except that Anthropic asks 5/4 for a write of five minutes
  /// and twice the input for one of an hour. Reasoning is output.
  private mutating func fillIn(_ row: borrowing PriceTerms) {
    prices.cacheRead = prices.cacheRead ?? prices.input
    let shortWrite = row.isAnthropic ? prices.input?.scaled(by: Ratio(5, 4)) : prices.input
    prices.cacheWrite5m = prices.cacheWrite5m ?? shortWrite
    let longWrite = row.isAnthropic ? prices.input?.scaled(by: Ratio(2, 1)) : prices.cacheWrite5m
    prices.cacheWrite1h = prices.cacheWrite1h ?? longWrite
    reasoning = reasoning ?? prices.output
  }
}

/// How one price follows from another.
struct Ratio {
  var numerator: Int64
  var denominator: Int64

  init(_ numerator: Int64, _ denominator: Int64) {
    self.numerator = numerator
    self.denominator = denominator
  }

  /// Nil when one of the prices is unknown or the first is nothing.
  init?(from old: UnitPrice?, to new: UnitPrice?) {
    guard let old, let new, old > .zero else { return nil }
    self.init(new.picodollars, old.picodollars)
  }
}

extension UnitPrice {
  /// The price times a ratio, rounded half to even to a whole picodollar; itself without one.
  func scaled(by ratio: Ratio?) -> UnitPrice {
    guard let ratio else { return self }
    let product = Int128(picodollars) * Int128(ratio.numerator)
    return UnitPrice(picodollars: Int64(clamping: product.dividedHalfToEven(by: Int128(ratio.denominator))))
  }
}

extension Int128 {
  func dividedHalfToEven(by divisor: Int128) -> Int128 {
    // Real costs fit into half the width, which divides several times faster.
    if let narrow = Int64(exactly: self), let divisor = Int64(exactly: divisor) {
      let (quotient, rest) = narrow.quotientAndRemainder(dividingBy: divisor)
      let half = divisor.magnitude - rest.magnitude
      let roundsUp = rest.magnitude > half || (rest.magnitude == half && quotient & 1 == 1)
      return Int128(quotient) + (roundsUp ? ((narrow < 0) == (divisor < 0) ? 1 : -1) : 0)
    }
    let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
    let twice = rest.magnitude * 2
    guard twice > divisor.magnitude || (twice == divisor.magnitude && quotient & 1 == 1) else {
      return quotient
    }
    return (self < 0) == (divisor < 0) ? quotient + 1 : quotient - 1
  }
}
