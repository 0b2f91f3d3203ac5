import Foundation
import Testing

@testable import SpendDelivery

@Suite struct MetricsServerTests {
  /// A connection to the server.
  private final class Caller {
    private let descriptor: Int32

    init(port: UInt16) throws {
      descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = port.bigEndian
      address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
      let status = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
      try #require(status == 0)
    }

    deinit { close(descriptor) }

    func say(_ text: String) {
      let bytes = Array(text.utf8)
      _ = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// All that comes until the server hangs up.
    func answer() -> String {
      var bytes: [UInt8] = []
      var piece = [UInt8](repeating: 0, count: 4_096)
      while true {
        let count = recv(descriptor, &piece, piece.count, 0)
        guard count > 0 else { break }
        bytes += piece[..<count]
      }
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  private static func serving(_ body: (MetricsServer) throws -> Void) throws {
    let server = try MetricsServer(address: "127.0.0.1:0") { "spendtop_up 1\n" }
    server.start()
    defer { server.stop() }
    try body(server)
  }

  @Test(
    "a request is answered by its method, path and host",
    arguments: [
      ("GET /metrics HTTP/1.1\r\nHost: localhost:9464\r\n\r\n", "200", true),
      ("GET /metrics?x=1 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "200", true),
      ("GET /metrics HTTP/1.0\r\n\r\n", "200", true),
      ("GET /metrics HTTP/1.1\r\nHost: [::1]:9464\r\n\r\n", "200", true),
      ("HEAD /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n", "200", false),
      ("POST /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n", "405", false),
      ("GET /other HTTP/1.1\r\nHost: localhost\r\n\r\n", "404", false),
      ("GET /metrics HTTP/1.1\r\nHost: evil.example\r\n\r\n", "421", false),
      ("GET /metrics HTTP/1.1\r\nHost: 127.0.0.1.evil.example\r\n\r\n", "421", false),
      ("GET /metrics HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n", "400", false),
      ("nonsense\r\n\r\n", "400", false),
    ])
  func answers(request: String, status: String, hasBody: Bool) throws {
    try Self.serving { server in
      let caller = try Caller(port: server.port)
      caller.say(request)
      let answer = caller.answer()
      #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(answer)")
      #expect(answer.contains("spendtop_up 1") == hasBody)
      if status == "200" { #expect(answer.contains("Content-Length: 14\r\n")) }
    }
  }

  @Test("callers that say nothing hold up nobody else")
  func patience() throws {
    try Self.serving { server in
      let silent = try (0..<8).map { _ in try Caller(port: server.port) }
      for caller in silent { caller.say("GET /met") }
      let caller = try Caller(port: server.port)
      caller.say("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n")
      #expect(caller.answer().contains("spendtop_up 1"))
      withExtendedLifetime(silent) {}
    }
  }

  @Test("an address that other machines reach is not the loopback")
  func loopback() throws {
    #expect(try MetricsServer(address: "127.0.0.1:0") { "" }.isLoopback)
    #expect(try MetricsServer(address: "127.0.0.5:0") { "" }.isLoopback)
    #expect(try !MetricsServer(address: "0.0.0.0:0") { "" }.isLoopback)
  }
}
