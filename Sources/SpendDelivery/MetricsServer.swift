import Foundation
import SpendCore
import Synchronization

/// Answers `GET /metrics` and `HEAD /metrics` on one address, several callers at once.
///
/// Off by default. A slow caller is cut off after some seconds, and a large request is refused. On the
/// loopback, a request that names another host is refused too: a web page may have made its host name
/// resolve to this machine. Only the method, path and host of a request are used.
public final class MetricsServer: @unchecked Sendable {
  // `cached` and `callers` are touched under the lock only.
  private let descriptor: Int32
  private let isStopped = Atomic(false)
  private let lock = NSLock()
  private let page: @Sendable () throws -> String
  private var cached: (at: ContinuousClock.Instant, text: String)?
  private var callers = 0
  /// True when only programs of this machine can connect.
  public let isLoopback: Bool
  /// The bound port: differs from the requested port when that was 0.
  public let port: UInt16

  /// Scrapes that come closer get the same figures.
  private static let cacheSeconds = 5.0
  private static let largestRequest = 8 << 10
  private static let patience = Duration.seconds(5)
  private static let mostCallers = 16

  /// - Parameter address: `127.0.0.1:9464` or `[::1]:9464`.
  public init(address: String, page: @escaping @Sendable () throws -> String) throws {
    guard let colon = address.lastIndex(of: ":"), let port = UInt16(address[address.index(after: colon)...])
    else {
      throw UserMessage(
        "cannot listen on \"\(address)\"", because: "it is not HOST:PORT", tryThis: "127.0.0.1:9464")
    }
    let host = address[..<colon].filter { $0 != "[" && $0 != "]" }
    var hints = addrinfo()
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host.isEmpty ? nil : host, "\(port)", &hints, &list) == 0, let info = list else {
      throw UserMessage("cannot listen on \"\(address)\"", because: "unknown host")
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
      throw CommandError(
        message: UserMessage("cannot listen on \"\(address)\"", because: reason), status: .unreadable)
    }
    self.port = Self.boundPort(descriptor) ?? port
    self.page = page
    isLoopback = Self.isLoopback(info.pointee)
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

  private static func isLoopback(_ info: addrinfo) -> Bool {
    guard let address = info.ai_addr else { return false }
    if info.ai_family == AF_INET {
      return address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
        UInt32(bigEndian: $0.pointee.sin_addr.s_addr) >> 24 == 127
      }
    }
    return address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { address in
      withUnsafeBytes(of: address.pointee.sin6_addr) { Array($0) == [UInt8](repeating: 0, count: 15) + [1] }
    }
  }

  public func start() {
    let thread = Thread { [self] in
      while !isStopped.load(ordering: .acquiring) {
        let caller = accept(descriptor, nil, nil)
        if caller >= 0 {
          _ = fcntl(caller, F_SETFD, FD_CLOEXEC)
          serve(caller)
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

  public func stop() {
    isStopped.store(true, ordering: .releasing)
    shutdown(descriptor, Int32(SHUT_RDWR))
  }

  /// Answers a caller on a thread of its own, unless there are too many already.
  private func serve(_ caller: Int32) {
    let isWelcome = lock.withLock {
      guard callers < Self.mostCallers else { return false }
      callers += 1
      return true
    }
    guard isWelcome else {
      close(caller)
      return
    }
    let thread = Thread { [self] in
      answer(Connection(caller, patience: Self.patience))
      close(caller)
      lock.withLock { callers -= 1 }
    }
    thread.name = "metrics caller"
    thread.stackSize = 512 << 10
    thread.start()
  }

  private func answer(_ connection: Connection) {
    guard let request = connection.request(atMost: Self.largestRequest).flatMap(Request.init) else {
      return connection.send(Self.head("400 Bad Request"))
    }
    guard request.method == "GET" || request.method == "HEAD" else {
      return connection.send(Self.head("405 Method Not Allowed", ["Allow: GET, HEAD"]))
    }
    guard !isLoopback || request.isForLoopback else {
      return connection.send(Self.head("421 Misdirected Request"))
    }
    guard request.path == "/metrics" else { return connection.send(Self.head("404 Not Found")) }
    guard let text = current() else { return connection.send(Self.head("503 Service Unavailable")) }
    let head = Self.head(
      "200 OK", ["Content-Type: text/plain; version=0.0.4; charset=utf-8"], length: text.utf8.count)
    connection.send(request.method == "HEAD" ? head : head + text)
  }

  private static func head(_ status: String, _ fields: [String] = [], length: Int = 0) -> String {
    (["HTTP/1.1 \(status)"] + fields + ["Connection: close", "Content-Length: \(length)"])
      .joined(separator: "\r\n") + "\r\n\r\n"
  }

  /// The page; made by one thread while others wait for it.
  private func current() -> String? {
    lock.withLock {
      let now = ContinuousClock.now
      if let cached, (now - cached.at) / .seconds(1) < Self.cacheSeconds { return cached.text }
      guard let text = try? page() else { return nil }
      cached = (now, text)
      return text
    }
  }
}

extension MetricsServer {
  /// The parts of a request that are used.
  public struct Request {
    public var method: String
    /// Without the query.
    public var path: String
    private var host: String?

    /// Nil when the text is not an HTTP/1 request.
    public init?(_ text: String) {
      let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
      let words = (lines.first ?? "").split(separator: " ")
      guard words.count == 3, words[2].hasPrefix("HTTP/1.") else { return nil }
      method = String(words[0])
      path = String(words[1].prefix { $0 != "?" })
      for line in lines.dropFirst() where line.lowercased().hasPrefix("host:") {
        // A second one is a trick.
        guard host == nil else { return nil }
        host = line.dropFirst(5).trimmingCharacters(in: .whitespaces).lowercased()
      }
    }

    /// True when the caller names this machine, or sends no host name; such programs connect by the address.
    public var isForLoopback: Bool {
      guard let host else { return true }
      let name = host.hasPrefix("[") ? host.prefix { $0 != "]" }.dropFirst() : host.prefix { $0 != ":" }
      if name == "localhost" || name == "::1" { return true }
      let parts = name.split(separator: ".", omittingEmptySubsequences: false)
      return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
  }

  /// One caller, and the time until it is cut off.
  private struct Connection {
    private let descriptor: Int32
    private let deadline: ContinuousClock.Instant

    init(_ descriptor: Int32, patience: Duration) {
      self.descriptor = descriptor
      deadline = .now + patience
    }

    /// Waits until the caller can be read from or written to. False when the time is over.
    private func wait(_ event: Int32) -> Bool {
      let left = (deadline - .now) / .milliseconds(1)
      guard left > 0 else { return false }
      var waiting = pollfd(fd: descriptor, events: Int16(event), revents: 0)
      return poll(&waiting, 1, Int32(left) + 1) > 0
    }

    /// The head of the request; nil when the caller dawdles or sends too much.
    func request(atMost most: Int) -> String? {
      var request: [UInt8] = []
      var piece = [UInt8](repeating: 0, count: 2_048)
      while request.count < most, wait(POLLIN) {
        let count = recv(descriptor, &piece, piece.count, Int32(MSG_DONTWAIT))
        guard count > 0 else { return nil }
        request += piece[..<count]
        if request.suffix(4) == [13, 10, 13, 10] {
          return String(decoding: request.dropLast(4), as: UTF8.self)
        }
      }
      return nil
    }

    func send(_ text: String) {
      let bytes = Array(text.utf8)
      var sent = 0
      while sent < bytes.count, wait(POLLOUT) {
        let count = bytes.withUnsafeBytes {
          Foundation.send(
            descriptor, $0.baseAddress.map { $0 + sent }, bytes.count - sent,
            Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
        }
        guard count > 0 else { return }
        sent += count
      }
      shutdown(descriptor, Int32(SHUT_WR))
    }
  }
}
