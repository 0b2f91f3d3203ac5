/// All wrappers, in the order in which they are tried. A new one is a file in `Families` and a line here.
public enum WrapperRegistry {
  static let lines: [any LineWrapper] = [ContainerRuntimeWrapper(), FluentBitWrapper(), PrefixWrapper()]

  static let records: [RecordWrapper] = [
    .docker, .journal, .kubernetes, .fireLens, .cloudWatch, .cloudWatchSubscription, .lambda, .google, .azure,
    .filebeat, .vector,
    .gelf, .datadog, .splunk, .elastic, .loki, .lokiStream, .cloudEvent, .pubSub, .eventHubs, .firehose,
    .notification,
    .queue,
    .kafka,
  ]

  public static let all: [any Wrapper] = lines + records + [StructuredLog(), OpenTelemetryBody(), LogTable()]

  /// The wrapper of a JSON object.
  static func record(_ json: JSONIndex) -> Int? {
    records.firstIndex { $0.recognises(json) }
  }
}
