import Foundation

/// A server that keeps what it was sent and answers as told.
final class LoopbackServer: @unchecked Sendable {
  // `stored` is guarded by the lock; the rest does not change.
  private let lock = NSLock()
  private var stored: [String] = []
  private let descriptor: Int32
  let port: UInt16

  var requests: [String] { lock.withLock { stored } }

  init(answer: @escaping @Sendable (String) -> String) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = descriptor
    let status = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address -> Int32 in
        guard bind(listener, address, length) == 0, listen(listener, 8) == 0 else { return -1 }
        return getsockname(listener, address, &length)
      }
    }
    guard status == 0 else { throw CocoaError(.fileReadUnknown) }
    port = UInt16(bigEndian: address.sin_port)
    Thread { [self] in
      while case let caller = accept(listener, nil, nil), caller >= 0 {
        let request = Self.read(caller)
        lock.withLock { stored.append(request) }
        let bytes = Array(answer(request).utf8)
        _ = send(caller, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        close(caller)
      }
    }.start()
  }

  func stop() {
    shutdown(descriptor, Int32(SHUT_RDWR))
    close(descriptor)
  }

  /// A request with as much of a body as its header says.
  private static func read(_ caller: Int32) -> String {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 8_192)
    while true {
      let count = recv(caller, &buffer, buffer.count, 0)
      guard count > 0 else { break }
      bytes += buffer[..<count]
      let text = String(decoding: bytes, as: UTF8.self)
      guard let end = text.range(of: "\r\n\r\n") else { continue }
      let length = text.components(separatedBy: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
        .flatMap { Int($0.dropFirst(15).trimmingCharacters(in: .whitespaces)) }
      if text[end.upperBound...].utf8.count >= length ?? 0 { break }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
