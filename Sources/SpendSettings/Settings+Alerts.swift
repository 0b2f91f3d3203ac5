import SpendAlerts
import SpendCore
import SpendDelivery

/// `[[receiver]]`, `[heartbeat]` and `[[alert]]`.
extension Settings {
  static func receiver(_ reader: TableReader) throws -> Receiver {
    try reader.allow(
      "name", "type", "url", "url_env", "url_file", "url_credential", "secret_env", "secret_file",
      "secret_credential", "severity", "command", "allow_http", "to", "from", "style")
    guard let kind = try reader.word("type", as: Receiver.Kind.self) else {
      throw reader.refuse(
        "type", "a [[receiver]] has no type",
        advice: "one of \(Receiver.Kind.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    var receiver = Receiver(
      name: try reader.required("name"), kind: kind, url: try reader.text("url"),
      severity: try reader.word("severity", as: Severity.self) ?? .warning,
      command: try reader.texts("command") ?? [])
    receiver.secretURL = try secret("url", reader)
    receiver.secret = try secret("secret", reader)
    receiver.allowsHTTP = try reader.truth("allow_http") ?? false
    receiver.to = try reader.text("to")
    receiver.from = try reader.text("from")
    receiver.style = try reader.word("style", as: TerminalNotifier.Style.self) ?? .bell
    if let lack = receiver.lack {
      throw reader.refuse(
        lack.key, "the receiver \"\(receiver.name)\" of the type \"\(kind.rawValue)\" has no \(lack.key)",
        advice: lack.advice)
    }
    return receiver
  }

  static func heartbeat(_ reader: TableReader) throws -> Heartbeat {
    try reader.allow("url", "url_env", "url_file", "url_credential", "every", "allow_http")
    var heartbeat = Heartbeat(url: try reader.text("url"), secretURL: try secret("url", reader))
    guard heartbeat.url != nil || heartbeat.secretURL != nil else {
      throw reader.refuse(
        "url", "the [heartbeat] has no url", advice: "url_file = \"/etc/spendtop/heartbeat.url\"")
    }
    heartbeat.everySeconds = try reader.duration("every") ?? heartbeat.everySeconds
    heartbeat.allowsHTTP = try reader.truth("allow_http") ?? false
    return heartbeat
  }

  private static func secret(_ key: String, _ reader: TableReader) throws -> Receiver.Secret? {
    if let name = try reader.text("\(key)_env") { return .environment(name) }
    if let path = try reader.text("\(key)_file") { return .file(path) }
    return try reader.text("\(key)_credential").map { .credential($0) }
  }

  mutating func readAlerts(_ readers: [TableReader]) throws {
    let known = Set(receivers.map(\.name))
    var written: [String] = []
    for reader in readers {
      let rule = try Self.alert(reader)
      for name in rule.receivers where !known.contains(name) {
        throw reader.refuse(
          "receivers", "there is no [[receiver]] named \"\(name)\"",
          advice: EditDistance.nearest(to: name, among: known.sorted()).map { "did you mean \"\($0)\"?" })
      }
      if let budget = rule.budget, !budgets.contains(where: { $0.name == budget }) {
        throw reader.refuse(
          "budget", "there is no [[budget]] named \"\(budget)\"",
          advice: EditDistance.nearest(to: budget, among: budgets.map(\.name)).map {
            "did you mean \"\($0)\"?"
          })
      }
      written.append(rule.name)
      if let index = alertRules.firstIndex(where: { $0.name == rule.name }) {
        alertRules[index] = rule
      } else {
        alertRules.append(rule)
      }
    }
    try Self.refuseSecond("alert", written, readers)
  }

  private static func alert(_ reader: TableReader) throws -> AlertRule {
    try reader.allow(
      "rule", "name", "enabled", "warn", "critical", "for", "keep_firing", "repeat", "window", "floor",
      "filter",
      "budget", "receivers", "runbook")
    guard let kind = try reader.word("rule", as: RuleKind.self) else {
      throw reader.refuse(
        "rule", "an [[alert]] has no rule",
        advice: "one of \(RuleKind.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    var rule = AlertRule(kind)
    rule.name = try reader.text("name") ?? rule.name
    rule.isOn = try reader.truth("enabled") ?? true
    let warn = try reader.share("warn")
    let critical = try reader.share("critical")
    if warn != nil || critical != nil { (rule.warn, rule.critical) = (warn, critical) }
    rule.holdSeconds = try span("for", reader) ?? rule.holdSeconds
    rule.keepSeconds = try span("keep_firing", reader) ?? rule.keepSeconds
    rule.repeatSeconds = try reader.duration("repeat") ?? rule.repeatSeconds
    rule.windowSeconds = try reader.duration("window") ?? rule.windowSeconds
    rule.floor = try reader.money("floor") ?? rule.floor
    rule.filters = try filters(reader)
    rule.budget = try reader.text("budget")
    rule.receivers = try reader.texts("receivers") ?? []
    rule.runbook = try reader.text("runbook") ?? rule.runbook
    return rule
  }

  /// A duration that may be zero.
  private static func span(_ key: String, _ reader: TableReader) throws -> Int64? {
    if let text = try reader.text(key), TimeExpression.ago(text) == 0 { return 0 }
    return try reader.duration(key)
  }
}
