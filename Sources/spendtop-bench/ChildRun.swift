import Foundation

/// A program that was run to its end, and what it took.
struct ChildRun {
  var output: String
  var status: Int32
  var seconds: Double
  var cpuSeconds: Double
  /// Largest resident memory, in MB.
  var peakMegabytes: Double

  /// Nil when the program cannot be started.
  init?(_ arguments: [String], environment: [String: String] = [:]) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    posix_spawn_file_actions_addclose(&actions, ends[0])
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    defer { posix_spawn_file_actions_destroy(&actions) }
    var variables = ProcessInfo.processInfo.environment
    variables.merge(environment) { $1 }
    var argv = arguments.map { strdup($0) } + [nil]
    var envp = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer {
      for pointer in argv + envp { free(pointer) }
    }
    let start = ContinuousClock.now
    var child: pid_t = 0
    guard posix_spawnp(&child, arguments[0], &actions, nil, &argv, &envp) == 0 else {
      close(ends[0])
      close(ends[1])
      return nil
    }
    close(ends[1])
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = read(ends[0], &buffer, buffer.count)
      guard count > 0 else { break }
      bytes.append(contentsOf: buffer[..<count])
    }
    close(ends[0])
    var usage = rusage()
    var code: Int32 = 0
    wait4(child, &code, 0, &usage)
    seconds = (ContinuousClock.now - start) / .seconds(1)
    cpuSeconds =
      Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + Double(
        usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
    peakMegabytes = Double(usage.ru_maxrss) / 1_024
    output = String(decoding: bytes, as: UTF8.self)
    status = (code >> 8) & 0xFF
  }
}
