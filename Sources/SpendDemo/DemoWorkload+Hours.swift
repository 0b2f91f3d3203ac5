import SpendCore

/// Generates the requests of an hour, by feature.
extension DemoWorkload {
  /// Common parameters of a feature's requests in one hour.
  private struct Slot {
    var feature: Int
    /// Start of the hour, in microseconds.
    var start: Int64
    var day: Int64
    /// Requests of the hour that crowd into a few minutes, in percent.
    var crowded: UInt32 = 0
    /// Minute the crowd comes.
    var crowdMinute: UInt32 = 0
    /// The window in which the agent is lost; nil for all other requests.
    var lost: TimeWindow?
  }

  /// Adds one hour of all features, in order of time.
  func appendRequests(ofHour hour: Int64, _ incident: TimeWindow?, to requests: inout [DemoRequest]) {
    let begin = requests.count
    let local = CivilTime(Instant(seconds: hour &* 3_600), offsetSeconds: Self.zoneOffset)
    let day = (hour &* 3_600 &+ Int64(Self.zoneOffset)).flooredQuotient(by: 86_400)
    for index in DemoFeature.all.indices {
      let stream = UInt64(bitPattern: hour) &* 64 &+ UInt64(index)
      var random = DemoRandom(seed: seed, stream: stream)
      var slot = Slot(feature: index, start: hour &* 3_600_000_000, day: day)
      let count = self.count(DemoFeature.all[index], local, &slot, &random)
      for _ in 0..<count { requests.append(request(slot, &random)) }
      if let incident, DemoFeature.all[index].name == DemoFeature.lostFeature {
        appendLost(incident, slot, DemoRandom(seed: seed, stream: stream &+ 63), to: &requests)
      }
    }
    requests[begin...].sort { ($0.time, $0.id) < ($1.time, $1.id) }
  }

  /// One run that repeats its request, each time with a longer history: a request every few seconds.
  private func appendLost(
    _ incident: TimeWindow, _ slot: Slot, _ random: DemoRandom, to requests: inout [DemoRequest]
  ) {
    let hour = TimeWindow(
      start: Instant(microseconds: slot.start), end: Instant(microseconds: slot.start &+ 3_600_000_000))
    guard incident.start < hour.end, hour.start < incident.end else { return }
    var random = random
    var slot = slot
    slot.lost = incident
    slot.crowded = 0
    for _ in 0..<260 {
      let request = request(slot, &random)
      if incident.contains(request.time) { requests.append(request) }
    }
  }

  /// Requests of a feature in an hour, and whether many of them come at once.
  private func count(
    _ feature: DemoFeature, _ local: CivilTime, _ slot: inout Slot, _ random: inout DemoRandom
  ) -> Int {
    var level = Self.level(feature.rhythm, local)
    // Days differ, and so do hours.
    var mood = DemoRandom(seed: seed, stream: UInt64(bitPattern: slot.day) &* 64 &+ 32)
    level = level * (88 + mood.below(25)) / 100
    level = level * (80 + random.below(41)) / 100
    if random.below(140) == 0 {
      level = level * 5 / 2
      slot.crowded = 60
      slot.crowdMinute = random.below(54)
    }
    let exact = feature.perHour * level
    return Int(exact / 100) + (random.below(100) < exact % 100 ? 1 : 0)
  }

  /// Activity of an hour, in percent of the mean.
  private static func level(_ rhythm: DemoFeature.Rhythm, _ local: CivilTime) -> UInt32 {
    let isWeekend = local.weekday >= 5
    let work = workday[local.hour] * (isWeekend ? 22 : local.weekday == 4 ? 104 : 118) / 100
    switch rhythm {
    case .working(let share): return (work * share + 100 * (100 - share)) / 100
    case .nightly: return (1...4).contains(local.hour) ? 560 : 4
    case .leisure: return evening[local.hour] * (isWeekend ? 128 : 90) / 100
    case .monthEnd:
      let isClose = local.day <= 3 || local.day >= CivilTime.daysIn(month: local.month, year: local.year) - 1
      return isClose ? work * 3 : work * 3 / 5
    }
  }

  /// Percent of an average hour, by hour of the day.
  private static let workday: [UInt32] = [
    8, 5, 4, 4, 5, 9, 22, 58, 112, 176, 205, 198, 160, 186, 212, 204, 182, 140, 92, 66, 48, 34, 22, 13,
  ]
  private static let evening: [UInt32] = [
    45, 26, 16, 11, 10, 14, 32, 64, 84, 96, 104, 112, 120, 116, 108, 106, 112, 128, 152, 186, 206, 192, 150,
    92,
  ]

  private func request(_ slot: Slot, _ random: inout DemoRandom) -> DemoRequest {
    let feature = DemoFeature.all[slot.feature]
    let modelIndex = Self.pick(models[slot.feature], of: nil, &random)
    let model = DemoModel.all[Int(modelIndex)]
    var millisecond = random.below(3_600_000)
    if slot.crowded > 0, random.below(100) < slot.crowded {
      millisecond = slot.crowdMinute * 60_000 + millisecond % 300_000
    }
    let time = Instant(microseconds: slot.start &+ Int64(millisecond) &* 1_000)
    let user = Self.user(feature, &random)
    var request = DemoRequest(
      time: time, id: DemoRandom.mixed(random.next() ^ UInt64(modelIndex)), tokens: TokenCounts(),
      status: 200,
      isStream: feature.isStreamed, isStaging: random.below(100) < feature.staging,
      featureIndex: UInt8(truncatingIfNeeded: slot.feature), modelIndex: modelIndex,
      tierIndex: Self.pick(tiers[slot.feature], of: 100, &random), userIndex: user, sessionNumber: 0)
    if feature.isStreamed {
      let run = UInt64(bitPattern: slot.day) &* 8_192 &+ UInt64(user) &* 8 &+ UInt64(random.below(3))
      request.sessionNumber = UInt32(truncatingIfNeeded: DemoRandom.mixed(run ^ seed)) | 1
    }

    var prompt = random.around(feature.prompt)
    if let lost = slot.lost {
      request.userIndex = 7
      request.sessionNumber = 0x00C0_FFEE
      request.isStaging = false
      let passed = (time.microseconds &- lost.start.microseconds) / 1_000_000
      prompt = UInt32(clamping: 18_000 + max(0, passed) * 12)
    }
    request.status = status(feature, model, time, &random, isLost: slot.lost != nil)
    let isBatch = request.tier == "batch"
    if request.isError {
      request.tokens = TokenCounts(input: 0, output: 0)
      request.latencyMilliseconds = Int32(clamping: 40 + random.below(request.status == 408 ? 60_000 : 900))
    } else {
      let output = feature.output == 0 ? 0 : random.around(feature.output)
      request.tokens = Self.tokens(feature, model, prompt: prompt, output: output, &random)
      // Many at once make each of them wait.
      let wait: UInt32 = slot.crowded > 0 ? 3 : 2
      let first = (model.firstToken * (70 + random.below(80)) / 100 + prompt / 70) * wait / 2
      let generating = UInt64(output) * 1_000 / UInt64(model.speed) * UInt64(80 + random.below(45)) / 100
      let latency = UInt64(first) + generating
      request.latencyMilliseconds = isBatch ? nil : Int32(clamping: latency)
      if feature.isStreamed { request.firstTokenMilliseconds = Int32(clamping: first) }
    }
    return request
  }

  private static func tokens(
    _ feature: DemoFeature, _ model: DemoModel, prompt: UInt32, output: UInt32, _ random: inout DemoRandom
  ) -> TokenCounts {
    var tokens = TokenCounts(output: Int32(clamping: output))
    var uncached = prompt
    if model.cache != .none {
      let share = min(97, feature.cached + random.below(18))
      let isHit = feature.cached > 0 && random.below(100) < 84
      let read = isHit ? UInt32(UInt64(prompt) * UInt64(share) / 100) & ~127 : 0
      uncached -= read
      tokens.cacheRead = Int32(clamping: read)
      if model.cache == .readsAndWrites {
        let written = feature.cached > 0 ? uncached * 6 / 10 : 0
        uncached -= written
        tokens.cacheWrite5m = Int32(clamping: written)
      }
    }
    tokens.input = Int32(clamping: uncached)
    if model.reasoning > 0 {
      let share = model.reasoning * (50 + random.below(100)) / 100
      tokens.reasoning = Int32(clamping: UInt64(output) * UInt64(min(share, 90)) / 100)
    }
    return tokens
  }

  /// 200, or the code of a failure: the request's own fault, a limit, or an outage of the provider.
  private func status(
    _ feature: DemoFeature, _ model: DemoModel, _ time: Instant, _ random: inout DemoRandom, isLost: Bool
  ) -> Int32 {
    let isOut = isOutage(model, time)
    let share = isOut ? 3_800 : isLost ? 900 : feature.errors
    guard random.happens(in10k: share) else { return 200 }
    if isOut { return model.provider == "anthropic" ? 529 : 503 }
    switch random.below(10) {
    case 0..<6: return 429
    case 6: return 400
    case 7: return 408
    default: return 500
    }
  }

  /// True during an outage: a provider fails about once in five weeks, for half an hour.
  private func isOutage(_ model: DemoModel, _ time: Instant) -> Bool {
    let hour = time.seconds.flooredQuotient(by: 3_600)
    guard (600..<2_400).contains(time.seconds &- hour &* 3_600) else { return false }
    let seller = model.provider.utf8.reduce(UInt64(0)) { $0 &* 31 &+ UInt64($1) }
    var random = DemoRandom(seed: seed, stream: UInt64(bitPattern: hour) &* 64 &+ 33 &+ seller << 44)
    return random.below(800) == 0
  }

  /// The index of a user: few users send many requests, many send few.
  private static func user(_ feature: DemoFeature, _ random: inout DemoRandom) -> UInt16 {
    let skewed = random.below(1_024) * random.below(1_024) / 1_024
    let index =
      feature.isInternal
      ? Int(skewed) * DemoPeople.colleagues / 1_024
      : DemoPeople.colleagues + Int(skewed) * DemoPeople.customers / 1_024
    return UInt16(truncatingIfNeeded: index)
  }

  /// An index by weight; 0 for what is missing from `whole`.
  private static func pick(
    _ choices: [(index: UInt8, weight: UInt32)], of whole: UInt32?, _ random: inout DemoRandom
  ) -> UInt8 {
    var rest = random.below(whole ?? choices.reduce(0) { $0 + $1.weight })
    for choice in choices {
      if rest < choice.weight { return choice.index }
      rest -= choice.weight
    }
    return 0
  }
}
