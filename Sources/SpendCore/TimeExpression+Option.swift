extension TimeExpression {
  /// The instant of an option's value. Throws `UserMessage`.
  public static func instant(_ text: String, option: String, now: Instant, zone: Zone) throws -> Instant {
    if let time = TimeExpression(text, now: now, zone: zone) { return time.instant }
    throw UserMessage(
      "cannot read the time \"\(text)\" of \(option)", because: "not a time or a duration",
      tryThis: "7d, today, month, 2026-11-20 or 2026-11-20T14:30:00Z")
  }
}
