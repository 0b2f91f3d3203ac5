import Foundation
import SpendAlerts
import SpendCore
@testable import SpendDelivery
import Testing

@testable import SpendSettings
@testable import spendtop

@Suite struct HeartbeatTests {
  private static let start = Duration.seconds(4_000)

  @Test("a heartbeat is sent as often as asked, a failed one after a minute, and said once")
  func clock() {
    var clock = HeartbeatClock(Heartbeat(url: "https://example.org/beat", everySeconds: 600), at: Self.start)
    var sent: [Int64] = []
    var said: [String] = []
    for second in stride(from: Int64(0), through: 2_400, by: 10) {
      let complaint = clock.turn(at: Self.start + .seconds(second)) { _ in
        sent.append(second)
        return (600..<800).contains(second) ? .retry(after: nil, reason: "nobody is there") : .delivered
      }
      if let complaint { said.append(complaint) }
    }
    #expect(sent == [0, 600, 660, 720, 780, 840, 1_440, 2_040])
    #expect(said == ["nobody is there"])
  }

  @Test("a heartbeat needs an address, and has an hour")
  func settings() throws {
    let settings = try Settings(toml: "[heartbeat]\nurl_env = \"BEAT\"", path: "config.toml")
    #expect(settings.heartbeat == Heartbeat(secretURL: .environment("BEAT"), everySeconds: 3_600))
    #expect(throws: CommandError.self) { try Settings(toml: "[heartbeat]\nevery = \"5m\"", path: "c.toml") }
  }

  @Test("a configuration that starts programs is refused when others can change it")
  func rights() throws {
    let path = NSTemporaryDirectory() + "spendtop-rights-\(UUID().uuidString).toml"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let exec = "[[receiver]]\nname = \"hook\"\ntype = \"exec\"\ncommand = [\"/usr/bin/true\"]\n"
    try exec.write(toFile: path, atomically: false, encoding: .utf8)
    let settings = try Settings(toml: exec, path: path)
    for (mode, isRefused) in [(mode_t(0o600), false), (0o644, false), (0o664, true), (0o602, true)] {
      chmod(path, mode)
      let rights = ConfigurationRights(path: path)
      #expect((rights.objection != nil) == isRefused)
      var refusal: CommandError?
      do { try rights.check(settings) } catch let failure as CommandError { refusal = failure }
      #expect((refusal != nil) == isRefused)
      try rights.check(Settings())
    }
  }
}
