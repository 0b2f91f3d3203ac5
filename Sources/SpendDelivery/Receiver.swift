import Foundation
public import SpendAlerts
public import SpendCore

/// A destination for notices.
public struct Receiver: Sendable, Hashable {
  public enum Kind: String, CaseIterable, Sendable {
    case pagerduty, slack, discord, teams, webhook, alertmanager, exec, mail, bell
  }

  /// Location of a secret; the configuration never contains the secret itself.
  public enum Secret: Hashable, Sendable {
    case environment(String)
    case file(String)
    /// A credential of the service, given by systemd.
    case credential(String)
  }

  public var name: String
  public var kind: Kind
  /// An address without a secret in it, or where it is.
  public var url: String?
  public var secretURL: Secret?
  /// A routing key, or what a webhook is signed with.
  public var secret: Secret?
  /// Plain http, on the loopback only.
  public var allowsHTTP = false
  /// The least severity that the receiver is notified of.
  public var severity: Severity
  /// Program and arguments of `exec`.
  public var command: [String]
  /// Addresses of `mail`.
  public var to: String?
  public var from: String?
  /// Escape sequence that a `bell` receiver sends to the terminal.
  public var style = TerminalNotifier.Style.bell

  public init(name: String, kind: Kind, url: String?, severity: Severity, command: [String]) {
    self.name = name
    self.kind = kind
    self.url = url
    self.severity = severity
    self.command = command
  }
}

extension Receiver {
  /// A required key that is missing, with an example; nil when complete.
  public var lack: (key: String, advice: String)? {
    switch kind {
    case .slack, .discord, .teams, .webhook, .alertmanager:
      url == nil && secretURL == nil ? ("url", "url_file = \"/etc/spendtop/\(name).url\"") : nil
    case .pagerduty: secret == nil ? ("secret_file", "secret_env = \"PAGERDUTY_KEY\"") : nil
    case .exec: command.isEmpty ? ("command", "command = [\"/usr/bin/true\"]") : nil
    case .mail: to == nil ? ("to", "to = \"oncall@example.com\"") : nil
    case .bell: nil
    }
  }

  /// True when the configuration names a program to start.
  public var startsPrograms: Bool { !command.isEmpty }

  /// True when the configuration itself holds an address that suffices to send messages. Addresses on this
  /// machine are excluded.
  public var holdsSecretAddress: Bool {
    guard let url, let scheme = url.range(of: "://") else { return false }
    let authority = url[scheme.upperBound...].prefix { !"/?#".contains($0) }
    let place = authority.split(separator: "@").last.map(String.init) ?? ""
    let host = place.hasPrefix("[") ? String(place.prefix { $0 != "]" }) : String(place.prefix { $0 != ":" })
    return host != "localhost" && host != "[::1" && !host.hasPrefix("127.")
  }
}
