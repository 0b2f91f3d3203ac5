import SpendCore
import SpendLogFormats
import Testing

@Suite struct MetricsTests {
  private struct Said {
    var aggregates: [ProviderAggregate] = []
    var readings: [HardwareReading] = []
    var rejections: [LineRejection] = []

    /// `restartBefore`: the line at which the stream is taken up anew from what was saved.
    init(_ text: String, restartBefore: Int = .max) {
      var decoder = LogDecoder()
      for (number, line) in text.split(separator: "\n").enumerated() {
        if number == restartBefore { decoder = LogDecoder(resuming: decoder.state) }
        let padded = Array(line.utf8) + [UInt8](repeating: 0, count: 64)
        padded.withUnsafeBytes { bytes in
          let raw = RawLine(
            bytes: UnsafeRawBufferPointer(rebasing: bytes[..<line.utf8.count]), offset: 0, number: 1)
          do throws(LineRejection) {
            let result = try decoder.decode(raw, emit: { _ in Issue.record("a metric is no request") })
            #expect(result == .ignored || result == .unrecognised)
            aggregates += decoder.aggregates
            readings += decoder.readings
          } catch {
            rejections.append(error)
          }
        }
      }
    }

    /// What is left in a table where later rows of a key stand for earlier ones.
    var kept: [ProviderAggregate] {
      var rows: [String: ProviderAggregate] = [:]
      for row in aggregates { rows["\(row.window.start.microseconds) \(row.detail)"] = row }
      return Array(rows.values)
    }

    func total(_ value: (ProviderAggregate) -> Int64?) -> Int64 {
      kept.compactMap(value).reduce(0, +)
    }
  }

  /// 2026-09-21T10:00:00Z in milliseconds.
  private static let ten: Int64 = 1_789_984_800_000
  private static let labels = "{engine=\"0\",model_name=\"Qwen/Qwen3-8B\"}"

  private static let server = """
    # HELP vllm:prompt_tokens_total Number of prefill tokens processed.
    # TYPE vllm:prompt_tokens_total counter
    vllm:prompt_tokens_total\(labels) 4000.0 \(ten)
    vllm:prefix_cache_hits_total\(labels) 500 \(ten)
    vllm:generation_tokens_total\(labels) 900 \(ten)
    vllm:request_success_total{engine="0",finished_reason="stop",model_name="Qwen/Qwen3-8B"} 7 \(ten)
    vllm:num_requests_running\(labels) 3 \(ten)
    vllm:prompt_tokens_total\(labels) 5.2e+03 \(ten + 15_000)
    vllm:prefix_cache_hits_total\(labels) 700 \(ten + 15_000)
    vllm:generation_tokens_total\(labels) 1000 \(ten + 15_000)
    vllm:request_success_total{engine="0",finished_reason="stop",model_name="Qwen/Qwen3-8B"} 9 \(ten + 15_000)
    vllm:request_success_total{engine="0",finished_reason="length",model_name="Qwen/Qwen3-8B"} 1 \(ten + 15_000)
    vllm:prompt_tokens_total\(labels) 300 \(ten + 30_000)
    # EOF
    """

  @Test("counters are what was added between samples; a smaller one began anew")
  func counters() {
    let said = Said(Self.server)
    #expect(said.rejections.isEmpty)
    // 1,200 before the restart and 300 after it, of which 200 were cached.
    #expect(said.total(\.input) == 1_300)
    #expect(said.total(\.cacheRead) == 200)
    #expect(said.total(\.output) == 100)
    #expect(said.total(\.requests) == 2)
    #expect(Set(said.aggregates.map(\.model)) == ["Qwen/Qwen3-8B"])
    #expect(Set(said.aggregates.map(\.window.start.rfc3339)) == ["2026-09-21T00:00:00.000Z"])
  }

  @Test("a stream taken up anywhere goes on where it was left", arguments: 0..<14)
  func resumed(line: Int) {
    #expect(Set(Said(Self.server, restartBefore: line).kept) == Set(Said(Self.server).kept))
  }

  @Test("a day of UTC has a sum of its own, and what comes late adds nothing")
  func days() {
    let midnight = Self.ten + 14 * 3_600_000
    let said = Said(
      """
      vllm:generation_tokens_total\(Self.labels) 10 \(midnight - 30_000)
      vllm:generation_tokens_total\(Self.labels) 25 \(midnight - 15_000)
      vllm:generation_tokens_total\(Self.labels) 30 \(midnight)
      vllm:generation_tokens_total\(Self.labels) 29 \(midnight - 1)
      vllm:generation_tokens_total\(Self.labels) 37 \(midnight + 15_000)
      """)
    let days = Dictionary(grouping: said.kept, by: \.window.start.rfc3339).mapValues {
      $0.compactMap(\.output)
    }
    #expect(days == ["2026-09-21T00:00:00.000Z": [15], "2026-09-22T00:00:00.000Z": [12]])
  }

  @Test("series differ by all their labels, whatever characters are in them")
  func series() {
    let said = Said(
      """
      vllm:generation_tokens_total{model_name="a",instance="{\\"x\\"}, }"} 10 \(Self.ten)
      vllm:generation_tokens_total{model_name="a",instance="y"} 1000 \(Self.ten)
      vllm:generation_tokens_total{instance="{\\"x\\"}, }",model_name="b\\\\c"} 10 \(Self.ten)
      vllm:generation_tokens_total{model_name="a",instance="{\\"x\\"}, }"} 11 \(Self.ten + 1)
      vllm:generation_tokens_total{model_name="a",instance="y"} 1002 \(Self.ten + 1)
      vllm:generation_tokens_total{instance="{\\"x\\"}, }",model_name="b\\\\c"} 14 \(Self.ten + 1)
      """)
    let models = Dictionary(grouping: said.kept, by: \.model).mapValues { $0.compactMap(\.output).sorted() }
    #expect(models == ["a": [1, 2], "b\\c": [4]])
  }

  @Test("the forms of Prometheus' dumps and of OpenMetrics are read as well")
  func forms() {
    let said = Said(
      """
      {__name__="vllm:generation_tokens_total", engine="0", model_name="a"} 10 \(Self.ten)
      {__name__="vllm:generation_tokens_total", engine="0", model_name="a"} 16 \(Self.ten + 15_000)
      vllm:prompt_tokens_total{model_name="a"} 1 1789984800.000
      vllm:prompt_tokens_total{model_name="a"} 4 1789984815.25 # {trace_id="1"} 0.5
      """)
    #expect(said.rejections.isEmpty)
    #expect(said.total(\.output) == 6)
    #expect(said.total(\.input) == 3)
  }

  @Test("a sample without a time is refused; what is no sample, or none of usage, is left alone")
  func refused() {
    let said = Said(
      """
      vllm:prompt_tokens_total\(Self.labels) 85089.0
      DCGM_FI_DEV_GPU_UTIL{gpu="0",UUID="GPU-1"} 9
      vllm:prompt_tokens_total
      vllm:prompt_tokens_total{model_name="a} 1 \(Self.ten)
      vllm:prompt_tokens_total{model_name="a"} NaN \(Self.ten)
      vllm:time_to_first_token_seconds_sum{model_name="a"} 1
      go_goroutines 12
      """)
    #expect(said.rejections == [.untimedSample, .untimedSample])
    #expect(said.aggregates.isEmpty && said.readings.isEmpty)
  }

  @Test("a server with any number of series costs a bounded memory")
  func many() {
    let decoder = LogDecoder()
    for number in 0..<2_000 {
      let line = "vllm:prompt_tokens_total{request=\"\(number)\"} 1 \(Self.ten)"
      let padded = Array(line.utf8) + [UInt8](repeating: 0, count: 64)
      padded.withUnsafeBytes { bytes in
        let raw = RawLine(
          bytes: UnsafeRawBufferPointer(rebasing: bytes[..<line.utf8.count]), offset: 0, number: 1)
        _ = try? decoder.decode(raw) { _ in }
      }
    }
    #expect(decoder.state.count < 80_000)
  }

  @Test("gauges of DCGM are readings, on the clock of the zone that reports are in")
  func gauges() throws {
    let labels = "{gpu=\"0\",UUID=\"GPU-1\",modelName=\"NVIDIA L4\",Hostname=\"gpu-1\"}"
    let said = Said(
      """
      # TYPE DCGM_FI_DEV_GPU_UTIL gauge
      DCGM_FI_DEV_GPU_UTIL\(labels) 86 \(Self.ten)
      DCGM_FI_PROF_GR_ENGINE_ACTIVE\(labels) 0.43 \(Self.ten + 60_000)
      DCGM_FI_DEV_POWER_USAGE\(labels) 71.26 \(Self.ten + 60_000)
      DCGM_FI_DEV_GPU_UTIL{gpu="1",modelName="NVIDIA L4",Hostname="gpu-1"} 101 \(Self.ten)
      DCGM_FI_DEV_GPU_TEMP\(labels) 40
      """)
    #expect(said.readings.map(\.gpu) == ["GPU-1", "GPU-1", "GPU-1", "gpu-1 NVIDIA L4 1"])
    #expect(said.readings.map(\.busyPercent) == [86, 43, nil, nil])
    #expect(said.readings.map(\.milliwatts) == [nil, nil, 71_260, nil])
    let zone = try #require(Zone(named: "Asia/Kolkata"))
    var hours = HardwareHours()
    for reading in said.readings.prefix(3) { hours.add(reading, place: "/logs", zone: zone) }
    // 10:00 and 10:01 of UTC are 15:30 and 15:31 there.
    #expect(hours.hours.map(\.hour) == [Self.ten / 3_600_000 + 5])
    #expect(hours.hours.map(\.minutes) == [0b11 << 30])
  }
}
