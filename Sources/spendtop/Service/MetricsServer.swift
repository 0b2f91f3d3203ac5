import Foundation
import SpendCore
import Synchronization

/// Answers `GET /metrics` on one address, one caller after the other.
///
/// Off unless asked for. A slow caller is cut off, a large request refused; nothing of a request is
/// used but its path.
final class MetricsServer: @unchecked Sendable {
  // `page` and `cached` are touched by the one thread of the server only.
  private let descriptor: Int32
  private let isStopped = Atomic(false)
  private let page: @Sendable () throws -> String
  private var cached: (at: ContinuousClock.Instant, text: String)?
  /// The port that was bound: another than asked for when that was 0.
  let port: UInt16

  /// Scrapes that come closer get the same figures.
  private static let cacheSeconds = 5.0
  private static let largestRequest = 8 << 10
  private static let patienceSeconds = 5

  /// - Parameter address: `127.0.0.1:9464` or `[::1]:9464`.
  init(address: String, page: @escaping @Sendable () throws -> String) throws {
    guard let colon = address.lastIndex(of: ":"), let port = UInt16(address[address.index(after: colon)...])
    else {
      throw UserMessage(
        "cannot listen on \"\(address)\"", because: "it is no HOST:PORT", tryThis: "127.0.0.1:9464")
    }
    let host = address[..<colon].filter { $0 != "[" && $0 != "]" }
    var hints = addrinfo()
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host.isEmpty ? nil : host, "\(port)", &hints, &list) == 0, let info = list else {
      throw UserMessage("cannot listen on \"\(address)\"", because: "there is no such host")
    }
    defer { freeaddrinfo(list) }
    descriptor = socket(
      info.pointee.ai_family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var yes: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    guard descriptor >= 0, bind(descriptor, info.pointee.ai_addr, info.pointee.ai_addrlen) == 0,
      listen(descriptor, 16) == 0
    else {
      let reason = String(cString: strerror(errno))
      if descriptor >= 0 { close(descriptor) }
      throw Failure(
        message: UserMessage("cannot listen on \"\(address)\"", because: reason), status: .unreadable)
    }
    self.port = Self.boundPort(descriptor) ?? port
    self.page = page
  }

  private static func boundPort(_ descriptor: Int32) -> UInt16? {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let status = withUnsafeMutablePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
    }
    guard status == 0 else { return nil }
    // The port lies at the same place for both families.
    return withUnsafeBytes(of: &storage) { UInt16(bigEndian: $0.load(fromByteOffset: 2, as: UInt16.self)) }
  }

  func start() {
    let thread = Thread { [self] in
      while !isStopped.load(ordering: .acquiring) {
        let caller = accept(descriptor, nil, nil)
        if caller >= 0 {
          answer(caller)
          close(caller)
        } else if errno != EINTR {
          // Such as no descriptors left for the moment.
          usleep(100_000)
        }
      }
      close(descriptor)
    }
    thread.name = "metrics"
    thread.stackSize = 1 << 20
    thread.start()
  }

  func stop() {
    isStopped.store(true, ordering: .releasing)
    shutdown(descriptor, Int32(SHUT_RDWR))
  }

  private func answer(_ caller: Int32) {
    var patience = timeval(tv_sec: Self.patienceSeconds, tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    setsockopt(caller, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
    setsockopt(caller, SOL_SOCKET, SO_SNDTIMEO, &patience, size)
    guard let path = Self.path(caller) else {
      return Self.send("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", caller)
    }
    guard path == "/metrics" else {
      return Self.send("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", caller)
    }
    guard let text = current() else {
      return Self.send(
        "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", caller)
    }
    Self.send(
      """
      HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r
      Connection: close\r\nContent-Length: \(text.utf8.count)\r\n\r\n\(text)
      """, caller)
  }

  private func current() -> String? {
    let now = ContinuousClock.now
    if let cached, (now - cached.at) / .seconds(1) < Self.cacheSeconds { return cached.text }
    guard let text = try? page() else { return nil }
    cached = (now, text)
    return text
  }

  /// The path of a GET; nil for anything else, and when the caller dawdles.
  private static func path(_ caller: Int32) -> String? {
    let deadline = ContinuousClock.now + .seconds(patienceSeconds)
    var request: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 2_048)
    while request.count < largestRequest, ContinuousClock.now < deadline {
      let count = recv(caller, &piece, piece.count, 0)
      guard count > 0 else { return nil }
      request += piece[..<count]
      if request.suffix(4) == [13, 10, 13, 10] {
        let words = String(decoding: request.prefix { $0 != 13 }, as: UTF8.self).split(separator: " ")
        guard words.count == 3, words[0] == "GET" else { return nil }
        return String(words[1].prefix { $0 != "?" })
      }
    }
    return nil
  }

  private static func send(_ text: String, _ caller: Int32) {
    let bytes = Array(text.utf8)
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        Foundation.send(
          caller, $0.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      sent += count
    }
  }
}
