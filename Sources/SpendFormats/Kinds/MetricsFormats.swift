import SpendCore

/// Counters of vLLM as Prometheus has them: sums over all requests of a server, no requests. They are
/// kept beside the logs, for `reconcile`.
///
/// A counter only says what was added between two samples, so the first sample of a series adds nothing,
/// and one below the last was taken after a restart.
///
/// Source: vLLM, "Production metrics".
struct VLLMMetricsFormat: LineFormat {
  var name: StaticString { "vllm-metrics" }
  var title: String { "vLLM counters with times (Prometheus; for reconcile, no requests)" }
  var recognisedBy: String { "samples of vllm:…_total, as /federate and dumps of Prometheus have them" }

  func recognises(_ line: FieldText) -> Bool {
    line.hasPrefix("vllm:") || line.hasPrefix("{__name__=\"vllm:")
  }

  /// What a series is: its name and labels are looked at once.
  struct Series {
    enum Kind {
      case prompt, cached, output, requests
    }

    var kind: Kind
    var model: String
    var text: String
    var key: UInt64

    /// Nil for what says nothing of usage.
    init?(_ sample: PrometheusSample) {
      if sample.name.equals("vllm:prompt_tokens_total") {
        kind = .prompt
      } else if sample.name.equals("vllm:prefix_cache_hits_total") {
        kind = .cached
      } else if sample.name.equals("vllm:generation_tokens_total") {
        kind = .output
      } else if sample.name.equals("vllm:request_success_total") {
        kind = .requests
      } else {
        return nil
      }
      model = sample["model_name"].string
      text = FieldText(sample.series).string
      key = ContentHash.of(sample.series)
    }
  }

  func read(_ line: FieldText, _ context: LineContext) throws(LineRejection) {
    guard let sample = PrometheusSample(line),
      let series = context.series.value(of: sample.series, { _ in Series(sample) })
    else { return }
    guard let time = sample.time else { throw .untimedSample }
    guard let value = Numbers.scaled(sample.value, places: 0), value >= 0 else { return }
    if context.streams.counters == nil { context.streams.counters = CounterMemory() }
    guard let sum = context.streams.counters?.take(value, of: series.key, at: time) else { return }
    var row = ProviderAggregate(endpoint: "vllm.counters", window: sum.day, provider: "vllm")
    row.model = series.model
    // Logs that go on where another ended add to it; copies of a log say the same.
    row.detail = "\(series.text) since \(sum.since.rfc3339)"
    switch series.kind {
    case .prompt: row.input = sum.added
    case .cached:
      // The prompts include what was cached.
      row.cacheRead = sum.added
      row.input = -sum.added
    case .output: row.output = sum.added
    case .requests: row.requests = sum.added
    }
    context.aggregates.append(row)
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        # TYPE vllm:prompt_tokens_total counter
        vllm:prompt_tokens_total{engine="0",instance="10.0.0.7:8000",job="vllm",model_name="Qwen/Qwen3-8B"} 4000 1789984800000
        vllm:prompt_tokens_total{engine="0",instance="10.0.0.7:8000",job="vllm",model_name="Qwen/Qwen3-8B"} 5.2e+03 1789984815000
        """)
    ]
  }
}

/// What the counters of a log said last.
struct CounterMemory: Codable {
  /// By the hash of their names and labels.
  private var series: [UInt64: Counter] = [:]
  /// Further series are not followed: labels may be anything.
  private static let most = 512

  private struct Counter: Codable {
    var value: Int64
    var time: Int64
    var since: Int64
    /// What was added on the day of `time`.
    var added: Int64 = 0
  }

  /// What a series has added on a day of UTC, as far as the log has been read.
  struct DaySum {
    var day: TimeWindow
    var added: Int64
    /// Time of the first sample.
    var since: Instant
  }

  /// Nil for the first sample of a series, and for one that is older than the last.
  mutating func take(_ value: Int64, of name: UInt64, at time: Instant) -> DaySum? {
    let day: Int64 = 86_400_000_000
    let now = time.microseconds
    guard let place = series.index(forKey: name) else {
      if series.count < Self.most { series[name] = Counter(value: value, time: now, since: now) }
      return nil
    }
    var counter = series.values[place]
    guard now > counter.time else { return nil }
    let start = now.flooredQuotient(by: day) * day
    if counter.time < start { counter.added = 0 }
    counter.added = counter.added &+ (value < counter.value ? value : value - counter.value)
    counter.value = value
    counter.time = now
    series.values[place] = counter
    return DaySum(
      day: TimeWindow(start: Instant(microseconds: start), end: Instant(microseconds: start + day)),
      added: counter.added, since: Instant(microseconds: counter.since))
  }
}

/// Gauges of NVIDIA's DCGM exporter: readings of graphics processors, as those of nvidia-smi.
///
/// Source: NVIDIA/dcgm-exporter, `etc/default-counters.csv`.
struct DCGMFormat: LineFormat {
  var name: StaticString { "dcgm" }
  var title: String { "DCGM exporter gauges with times (Prometheus; hardware hours, no requests)" }
  var recognisedBy: String { "samples of DCGM_FI_DEV_GPU_UTIL and DCGM_FI_DEV_POWER_USAGE" }

  func recognises(_ line: FieldText) -> Bool {
    line.hasPrefix("DCGM_FI_") || line.hasPrefix("{__name__=\"DCGM_FI_")
  }

  /// What a series is: its name and labels are looked at once.
  struct Gauge {
    /// Power of ten that makes whole percents or milliwatts of the number.
    var places: Int
    var isPower: Bool
    var gpu: String
    var name: String

    /// Nil for what says neither how much a processor works nor what it draws.
    init?(_ sample: PrometheusSample) {
      isPower = sample.name.equals("DCGM_FI_DEV_POWER_USAGE")
      if isPower {
        places = 3
      } else if sample.name.equals("DCGM_FI_DEV_GPU_UTIL") {
        places = 0
      } else if sample.name.equals("DCGM_FI_PROF_GR_ENGINE_ACTIVE") {
        places = 2
      } else {
        return nil
      }
      name = sample["modelName"].string
      let own = sample["UUID"].string
      gpu = own.isEmpty ? "\(sample["Hostname"].string) \(name) \(sample["gpu"].string)" : own
    }
  }

  func read(_ line: FieldText, _ context: LineContext) throws(LineRejection) {
    guard let sample = PrometheusSample(line),
      let gauge = context.gauges.value(of: sample.series, { _ in Gauge(sample) })
    else { return }
    guard let time = sample.time else { throw .untimedSample }
    var reading = HardwareReading(
      format: "\(name)", gpu: gauge.gpu, isUnique: true, name: gauge.name,
      minute: time.microseconds.flooredQuotient(by: 60_000_000))
    reading.isUniversal = true
    let value = Numbers.scaled(sample.value, places: gauge.places)
    if gauge.isPower {
      reading.milliwatts = value.flatMap { HardwareReading.possibleMilliwatts.contains($0) ? $0 : nil }
    } else {
      reading.busyPercent = value.flatMap { (0...100).contains($0) ? Int32($0) : nil }
    }
    context.readings.append(reading)
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        # TYPE DCGM_FI_DEV_GPU_UTIL gauge
        DCGM_FI_DEV_GPU_UTIL{gpu="0",UUID="GPU-5a0b1c2d-0000-4000-8000-00000000000a",modelName="NVIDIA L4",Hostname="gpu-1"} 86 \
        1789984800000
        DCGM_FI_DEV_POWER_USAGE{gpu="0",UUID="GPU-5a0b1c2d-0000-4000-8000-00000000000a",modelName="NVIDIA L4",Hostname="gpu-1"} \
        71.26 1789984800000
        """)
    ]
  }
}
