public import Foundation

/// Notifies systemd of the state of the collector (sd_notify(3), by its datagrams).
///
/// Silent without `NOTIFY_SOCKET`. The watchdog is fed by code that completes work, never by a timer: a
/// collector that hangs must appear to hang.
public final class ServiceNotifier {
  private let address: sockaddr_un?
  private let length: socklen_t
  /// After so long without a sign of life systemd ends the process; nil when it does not watch.
  public let watchdogSeconds: Double?
  private var lastFed = ContinuousClock.now
  private let descriptor: Int32

  public init(_ environment: [String: String] = ProcessInfo.processInfo.environment) {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let path = Array((environment["NOTIFY_SOCKET"] ?? "").utf8)
    let room = MemoryLayout.size(ofValue: address.sun_path)
    if path.count > 1, path.count < room, path[0] == UInt8(ascii: "/") || path[0] == UInt8(ascii: "@") {
      withUnsafeMutableBytes(of: &address.sun_path) { bytes in
        bytes.copyBytes(from: path)
        // A name in the abstract name space begins with a zero byte.
        if path[0] == UInt8(ascii: "@") { bytes[0] = 0 }
      }
      self.address = address
      length = socklen_t(MemoryLayout<sockaddr_un>.size - room + path.count)
      descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    } else {
      self.address = nil
      length = 0
      descriptor = -1
    }
    let isOurs = environment["WATCHDOG_PID"].map { $0 == "\(getpid())" } ?? true
    watchdogSeconds = isOurs ? environment["WATCHDOG_USEC"].flatMap(Double.init).map { $0 / 1e6 } : nil
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// True when systemd supplied a notification socket.
  public var isService: Bool { address != nil }

  public func ready(_ status: String) { send("READY=1\nSTATUS=\(status)\nMAINPID=\(getpid())") }

  public func reloading() {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    send("RELOADING=1\nMONOTONIC_USEC=\(Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)")
  }

  public func stopping() { send("STOPPING=1") }

  /// Reports completed work to the watchdog. The least interval between two reports is a quarter of the
  /// watchdog time of systemd, five seconds at most.
  public func alive() {
    guard let watchdogSeconds else { return }
    let now = ContinuousClock.now
    guard (now - lastFed) / .seconds(1) >= min(watchdogSeconds / 4, 5) else { return }
    lastFed = now
    send("WATCHDOG=1")
  }

  private func send(_ text: String) {
    guard var address, descriptor >= 0 else { return }
    let bytes = Array(text.utf8)
    let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
    _ = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        sendto(descriptor, bytes, bytes.count, flags, $0, length)
      }
    }
  }
}
