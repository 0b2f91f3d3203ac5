extension RecordWrapper {
  static let filebeat = RecordWrapper(
    name: "beats", title: "Filebeat, Logstash and Elastic Agent events",
    marks: [
      ["message", "json", "event.original"], ["@timestamp"],
      ["agent", "@metadata", "ecs", "input", "@version", "host"],
    ],
    contents: ["json", "message", "event.original"],
    samples: [
      #"{"@timestamp":"2026-09-22T08:00:00.500Z","log":{"offset":7,"file":{"path":"/var/log/shop.log"}},"message":"RECORD","host":{"name":"node-a"},"agent":{"type":"filebeat"}}"#,
      #"{"@timestamp":"2026-09-22T08:00:00.500Z","json":RECORD,"host":{"name":"node-a"},"agent":{"type":"filebeat"}}"#,
    ])

  static let vector = RecordWrapper(
    name: "vector", title: "Vector events",
    marks: [["message", "log"], ["source_type"]],
    contents: ["message", "log"],
    samples: [
      #"{"file":"/var/log/shop.log","host":"node-a","message":"RECORD","source_type":"file","timestamp":"2026-09-22T08:00:00.500Z"}"#
    ])

  static let gelf = RecordWrapper(
    name: "gelf", title: "Graylog (GELF) messages",
    marks: [["short_message", "full_message"], ["version", "host", "timestamp"]],
    contents: ["full_message", "short_message"],
    samples: [
      #"{"version":"1.1","host":"node-a","short_message":"RECORD","timestamp":1790064000.5,"level":6,"_container_name":"shop"}"#
    ])

  static let datadog = RecordWrapper(
    name: "datadog", title: "Datadog log events and archives",
    marks: [
      ["message", "attributes", "content"], ["_id", "ddsource", "ddtags", "date", "source", "attributes"],
      [
        "service", "host", "ddsource", "attributes.service", "attributes.host", "attributes.message",
        "attributes.attributes",
      ],
    ],
    contents: [
      "message", "text:attributes.message", "attributes.attributes", "text:content.message",
      "content.attributes",
      "attributes",
    ],
    samples: [
      #"{"_id":"AQ1","date":"2026-09-22T08:00:00.500Z","service":"shop","host":"node-a","status":"info","tags":["env:live"],"message":"RECORD"}"#,
      #"{"_id":"AQ1","date":"2026-09-22T08:00:00.500Z","service":"shop","host":"node-a","attributes":RECORD,"message":"usage"}"#,
      #"{"id":"AQ1","type":"log","attributes":{"timestamp":"2026-09-22T08:00:00.500Z","host":"node-a","service":"shop","message":"RECORD"}}"#,
    ])

  static let splunk = RecordWrapper(
    name: "splunk", title: "Splunk events and search results",
    marks: [
      ["_raw", "result._raw", "event"],
      ["_time", "result._time", "sourcetype", "index", "source", "result.host", "_raw"],
    ],
    contents: ["_raw", "result._raw", "event"],
    samples: [
      #"{"preview":false,"result":{"_time":"2026-09-22T08:00:00.500+00:00","_raw":"RECORD","host":"node-a"}}"#,
      #"{"time":1790064000.5,"host":"node-a","source":"shop","sourcetype":"_json","event":RECORD}"#,
      #"{"time":1790064000.5,"host":"node-a","sourcetype":"_json","event":"RECORD"}"#,
    ])

  static let elastic = RecordWrapper(
    name: "elasticsearch", title: "Elasticsearch and OpenSearch documents",
    marks: [["_source"], ["_index", "_id", "_score", "_type"]],
    contents: ["_source"],
    samples: [
      #"{"_index":"logs","_id":"e1","_source":RECORD}"#,
      #"{"_index":"logs","_id":"e1","_source":{"@timestamp":"2026-09-22T08:00:00.500Z","message":"RECORD"}}"#,
    ])

  static let loki = RecordWrapper(
    name: "loki", title: "Loki entries, as logcli and Promtail write them",
    marks: [["line", "entry"], ["labels", "timestamp", "ts", "stream"]],
    contents: ["line", "entry"],
    samples: [
      #"{"labels":{"app":"shop","namespace":"live"},"line":"RECORD","timestamp":"2026-09-22T08:00:00.500Z"}"#
    ])

  static let lokiStream = RecordWrapper(
    name: "loki-stream", title: "Loki's pushes and query results",
    marks: [["values"], ["stream"]], contents: ["values"], holdsPairs: true,
    samples: [
      #"{"streams":[{"stream":{"app":"shop"},"values":[["1790064000500000000","RECORD"]]}]}"#
    ])
}
