import Foundation
import Testing

/// The collector under a manager that listens and watches, as systemd does.
@Suite struct ServiceTests {
  @Test("a quiet collector gives a sign of life more often than it is waited for")
  func watchdog() throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("logs/a.jsonl", "{\"model\":\"gpt-4o\",\"prompt_tokens\":1,\"completion_tokens\":1}\n")
    let listener = try NotificationListener(path: program.home + "/notify")
    let collector = program.process(["ingest", "--follow", program.home + "/logs"])
    collector.environment?["NOTIFY_SOCKET"] = listener.path
    collector.environment?["WATCHDOG_USEC"] = "2000000"
    collector.standardOutput = FileHandle.nullDevice
    collector.standardError = FileHandle.nullDevice
    try collector.run()
    var said: [String] = []
    let start = ContinuousClock.now
    while ContinuousClock.now - start < .seconds(6) { said += listener.next().map { [$0] } ?? [] }
    collector.terminate()
    collector.waitUntilExit()
    while let last = listener.next() { said.append(last) }
    #expect(said.first?.hasPrefix("READY=1") == true, "\(said)")
    #expect(said.filter { $0 == "WATCHDOG=1" }.count >= 3, "\(said)")
    #expect(said.last == "STOPPING=1", "\(said)")
    #expect(collector.terminationStatus == 0)
  }
}

/// A socket that hears what a service says.
private final class NotificationListener {
  let path: String
  private let descriptor: Int32

  init(path: String) throws {
    self.path = path
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    try #require(bytes.count < MemoryLayout.size(ofValue: address.sun_path))
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let bound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(bound == 0)
    var patience = timeval(tv_sec: 0, tv_usec: 300_000)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { close(descriptor) }

  /// The next message; nil when none comes within a third of a second.
  func next() -> String? {
    var bytes = [UInt8](repeating: 0, count: 4_096)
    let count = recv(descriptor, &bytes, bytes.count, 0)
    return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
  }
}
