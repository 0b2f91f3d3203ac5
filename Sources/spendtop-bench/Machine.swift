import Foundation

extension [Double] {
  var median: Double {
    guard !isEmpty else { return 0 }
    return sorted()[count / 2]
  }
}

enum Machine {
  /// Processor and number of cores.
  static var name: String {
    let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
    let model = line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown"
    return "\(model), \(ProcessInfo.processInfo.activeProcessorCount) cores"
  }

  /// The most memory this process has had, in megabytes.
  static var peakMegabytes: Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss / 1_024
  }
}
