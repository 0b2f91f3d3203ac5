import Foundation
import SpendAlerts
import SpendCore
import SpendDelivery
import SpendFormatting
import Testing

@Suite(.serialized) struct DeliveryTests {
  init() { signal(SIGPIPE, SIG_IGN) }

  private func folder() throws -> String {
    let path = NSTemporaryDirectory() + "spendtop-delivery-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
  }

  private func script(_ text: String, in folder: String) throws -> String {
    let path = folder + "/hook"
    try "#!/bin/sh\n\(text)\n".write(toFile: path, atomically: false, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    return path
  }

  private func run(_ text: String, _ arguments: [String] = [], input: String = "{}", patience: Double = 10)
    throws
    -> DeliveryOutcome
  {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var runner = ProgramRunner(arguments: [try script(text, in: folder)] + arguments)
    runner.patienceSeconds = patience
    return runner.run(input: Array(input.utf8))
  }

  @Test("a program that ends well has delivered; its status says whether to come again")
  func statuses() throws {
    #expect(try run("exit 0") == .delivered)
    #expect(
      try run("echo later; exit 75") == .retry(after: nil, reason: "asked to be started again: later\n"))
    #expect(try run("echo no >&2; exit 3") == .refused(reason: "ended with 3: no\n"))
    #expect(try run("kill -9 $$") == .refused(reason: "was ended by signal 9"))
  }

  @Test("nothing of a name is a command: arguments and input arrive as they are")
  func noShell() throws {
    let evil = "$(touch /tmp/x) `id` ; rm -rf / \n'\""
    let folder = try folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let hook = try script(
      "printf '%s' \"$2\" > \"$1/argument\"; cat > \"$1/input\"; pwd > \"$1/where\"; env > \"$1/env\"",
      in: folder)
    let runner = ProgramRunner(arguments: [hook, folder, evil], variables: ["SPENDTOP_RULE": evil])
    #expect(runner.run(input: Array(evil.utf8)) == .delivered)
    #expect(try String(contentsOfFile: folder + "/argument", encoding: .utf8) == evil)
    #expect(try String(contentsOfFile: folder + "/input", encoding: .utf8) == evil)
    #expect(try String(contentsOfFile: folder + "/where", encoding: .utf8) == "/\n")
    let environment = try String(contentsOfFile: folder + "/env", encoding: .utf8)
    #expect(!environment.contains("HOME="))
  }

  @Test("a program that hangs, forks or floods is ended in time")
  func hostile() throws {
    let start = ContinuousClock.now
    #expect(
      try run("trap '' TERM; sleep 60", patience: 0.3)
        == .retry(after: nil, reason: "did not end within 0 seconds"))
    #expect(try run("sleep 60 & sleep 60 & exit 0") == .delivered)
    #expect(try run("yes | head -c 3000000; exit 0") == .delivered)
    #expect(try run("exec 0<&-; exit 0", input: String(repeating: "x", count: 500_000)) == .delivered)
    #expect((ContinuousClock.now - start) < .seconds(9))
  }

  @Test("programs that others could have changed are not started")
  func permissions() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let hook = try script("exit 0", in: folder)
    try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: hook)
    #expect(ProgramRunner(arguments: [hook]).objection() == "\(hook) can be changed by others")
    #expect(ProgramRunner(arguments: ["sh", "-c", "true"]).objection() != nil)
    #expect(ProgramRunner(arguments: ["/nowhere"]).objection() != nil)
    #expect(ProgramRunner(arguments: []).objection() != nil)
  }

  private func post(_ url: String, allowHTTP: Bool = true) -> DeliveryOutcome {
    HTTPSender.send(NoticeRequest(url: url, body: .object(["a": .integer(1)])), allowHTTP: allowHTTP)
  }

  @Test("a receiver gets the request as it is, and its answer is understood")
  func answers() throws {
    let server = try LoopbackServer { request in
      let path = request.split(separator: " ").dropFirst().first.map(String.init) ?? ""
      switch path {
      case "/ok": return "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
      case "/busy": return "HTTP/1.1 429 Too Many\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n"
      case "/discord": return "HTTP/1.1 429 Too Many\r\nContent-Length: 21\r\n\r\n{\"retry_after\": 1.25}"
      case "/bad": return "HTTP/1.1 400 Bad\r\nContent-Length: 15\r\n\r\ninvalid_payload"
      case "/down": return "HTTP/1.1 503 Down\r\nContent-Length: 0\r\n\r\n"
      case "/away": return "HTTP/1.1 302 Found\r\nLocation: /ok\r\nContent-Length: 0\r\n\r\n"
      case "/huge":
        return "HTTP/1.1 200 OK\r\nContent-Length: 90000000\r\n\r\n" + String(repeating: "x", count: 200_000)
      default: return ""
      }
    }
    defer { server.stop() }
    let base = "http://127.0.0.1:\(server.port)"
    #expect(post(base + "/ok") == .delivered)
    #expect(post(base + "/busy") == .retry(after: 7, reason: "answered 429"))
    #expect(post(base + "/discord") == .retry(after: 2, reason: "answered 429: {\"retry_after\": 1.25}"))
    #expect(post(base + "/bad") == .refused(reason: "answered 400: invalid_payload"))
    #expect(post(base + "/down") == .retry(after: nil, reason: "answered 503"))
    #expect(post(base + "/away") == .refused(reason: "answered 302, a redirection, which is not followed"))
    #expect(post(base + "/huge") == .delivered)
    guard case .retry = post(base + "/nothing") else {
      return #expect(Bool(false), "an empty answer is retried")
    }
    #expect(server.requests[0].contains("Content-Type: application/json"))
    #expect(server.requests[0].hasSuffix("\r\n\r\n{\"a\":1}"))
  }

  @Test(
    "addresses that must not be talked to are not",
    arguments: [
      "http://169.254.169.254/latest/meta-data/", "https://169.254.169.254/", "https://[fe80::1]/",
      "https://[fd00:ec2::254]/", "http://192.0.2.1/", "file:///etc/passwd", "https://0.0.0.0/",
      "https://[::ffff:169.254.169.254]/",
    ])
  func forbidden(url: String) {
    switch post(url) {
    case .delivered: #expect(Bool(false), "\(url)")
    case .refused(let reason), .retry(_, let reason): #expect(!reason.contains("meta-data"))
    }
  }

  @Test("plain http needs to be allowed, and no secret is in a message")
  func plain() {
    let outcome = post("http://user:secret@127.0.0.1:1/token?key=secret", allowHTTP: false)
    guard case .refused(let reason) = outcome else { return #expect(Bool(false)) }
    #expect(!reason.contains("secret") && !reason.contains("token"))
    guard case .retry(_, let other) = post("http://user:secret@127.0.0.1:1/token?key=secret") else {
      return #expect(Bool(false))
    }
    #expect(!other.contains("secret") && !other.contains("token"))
    #expect(HTTPSender.redacted("https://hooks.example.com/services/T/B/x") == "https://hooks.example.com/…")
    guard case .refused = post("https://example.com/a b\r\nX: y") else { return #expect(Bool(false)) }
  }
}
