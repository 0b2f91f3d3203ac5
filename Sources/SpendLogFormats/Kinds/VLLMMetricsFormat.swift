import SpendCore

/// Counters of vLLM in the Prometheus format: sums over all requests of a server rather than single
/// requests. They are kept beside the logs, for `reconcile`.
///
/// A counter shows only the increase between two samples, so the first sample of a series adds 0, and a
/// sample below its predecessor was taken after a restart.
///
/// Source: vLLM, "Production metrics".
struct VLLMMetricsFormat: LineFormat {
  var name: StaticString { "vllm-metrics" }
  var title: String { "vLLM counters with times (Prometheus; for reconcile, no requests)" }
  var recognisedBy: String { "samples of vllm:…_total, as /federate and dumps of Prometheus have them" }

  func recognises(_ line: FieldText) -> Bool {
    line.hasPrefix("vllm:") || line.hasPrefix("{__name__=\"vllm:")
  }

  /// A series, identified once by its name and labels.
  struct Series {
    enum Kind {
      case prompt, cached, output, requests
    }

    var kind: Kind
    var model: String
    var text: String
    var key: UInt64

    /// Nil when the sample is of a metric other than usage.
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
