import SpendCore

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

  /// A series, identified once by its name and labels.
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
