import CSupport
import Foundation
public import SpendAlerts

/// Starts a program for a notice: its arguments as they are written in the configuration, never a shell, the
/// notice on standard input.
///
/// It runs in a process group of its own without descriptors of this process, ten seconds at most; then the
/// group gets SIGTERM, and SIGKILL two seconds later.
public struct ProgramRunner: Sendable {
  public var arguments: [String]
  public var variables: [String: String]
  public var patienceSeconds = 10.0

  private static let graceSeconds = 2.0
  private static let largestOutput = 8 << 10
  /// Exit status by which programs request another attempt (sysexits.h, EX_TEMPFAIL).
  private static let temporary: Int32 = 75

  public init(arguments: [String], variables: [String: String] = [:]) {
    self.arguments = arguments
    self.variables = variables
  }

  /// Reason why a program must not be started; nil when it may be.
  public func objection() -> String? {
    guard let path = arguments.first, path.hasPrefix("/") else {
      return "a command begins with a whole path: /usr/…"
    }
    var status = stat()
    guard stat(path, &status) == 0 else { return "\(path): \(String(cString: strerror(errno)))" }
    guard status.st_mode & S_IFMT == S_IFREG else { return "\(path) is no file" }
    guard status.st_uid == 0 || status.st_uid == geteuid() else { return "\(path) belongs to somebody else" }
    guard status.st_mode & (S_IWGRP | S_IWOTH) == 0 else { return "\(path) can be changed by others" }
    return nil
  }

  /// Blocks until the program has ended or its time is up. The process must ignore SIGPIPE.
  public func run(input: [UInt8]) -> DeliveryOutcome {
    if let objection = objection() { return .refused(reason: objection) }
    guard let toChild = Self.makePipe(), let fromChild = Self.makePipe() else {
      return .retry(after: nil, reason: "no pipe: \(String(cString: strerror(errno)))")
    }
    defer { close(fromChild.read) }
    let child = spawn(reading: toChild.read, writing: fromChild.write)
    close(toChild.read)
    close(fromChild.write)
    guard child.pid > 0 else {
      close(toChild.write)
      return .retry(after: nil, reason: String(cString: strerror(child.error)))
    }

    let output = converse(child.pid, input, toChild.write, fromChild.read)
    let said = output.text.isEmpty ? "" : ": \(String(output.text.prefix(200)))"
    guard let status = output.status else {
      return .retry(after: nil, reason: "did not end within \(Int(patienceSeconds)) seconds")
    }
    switch status {
    case 0: return .delivered
    case Self.temporary: return .retry(after: nil, reason: "asked to be started again\(said)")
    case let code where code < 0: return .refused(reason: "was ended by signal \(-code)\(said)")
    default: return .refused(reason: "ended with \(status)\(said)")
    }
  }

  private static func makePipe() -> (read: Int32, write: Int32)? {
    var ends: [Int32] = [-1, -1]
    guard spendtop_pipe(&ends) == 0 else { return nil }
    return (ends[0], ends[1])
  }

  private func spawn(reading: Int32, writing: Int32) -> (pid: pid_t, error: Int32) {
    let environment =
      ["PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8"] + variables.map { "\($0.key)=\($0.value)" }
    let list: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    let settings: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
    defer { for text in list + settings { free(text) } }
    var pid: pid_t = 0
    let error = spendtop_spawn(list, settings, reading, writing, &pid)
    return (error == 0 ? pid : -1, error)
  }

  /// Writes the input and closes it, keeps the first of the output, and waits. A status below zero is a
  /// signal's number; nil when the program had to be stopped.
  private func converse(_ pid: pid_t, _ input: [UInt8], _ writing: Int32, _ reading: Int32) -> (
    status: Int32?, text: String
  ) {
    for end in [writing, reading] { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
    let start = ContinuousClock.now
    var written = 0
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4_096)
    var wasAsked = false
    var inputIsOpen = true
    while true {
      if inputIsOpen {
        let count = input.withUnsafeBytes {
          write(writing, $0.baseAddress.map { $0 + written }, input.count - written)
        }
        if count > 0 { written += count }
        if written == input.count || (count < 0 && errno != EAGAIN && errno != EINTR) {
          close(writing)
          inputIsOpen = false
        }
      }
      while case let count = read(reading, &buffer, buffer.count), count > 0 {
        output += buffer[..<min(count, max(0, Self.largestOutput - output.count))]
      }
      var status: Int32 = 0
      if waitpid(pid, &status, WNOHANG) == pid {
        // Processes that the program left behind in its group end with it.
        kill(-pid, SIGKILL)
        if inputIsOpen { close(writing) }
        let text = String(decoding: output, as: UTF8.self)
        if wasAsked { return (nil, text) }
        return (status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F), text)
      }
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      if seconds >= patienceSeconds + Self.graceSeconds {
        kill(-pid, SIGKILL)
      } else if seconds >= patienceSeconds, !wasAsked {
        kill(-pid, SIGTERM)
        wasAsked = true
      }
      usleep(5_000)
    }
  }
}
