extension RecordWrapper {
  /// Docker's json-file driver. It splits lines at 16 KiB: all parts but the last lack the line break.
  static let docker = RecordWrapper(
    name: "docker", title: "Docker json-file logs",
    marks: [["log"], ["stream", "attrs"], ["time"]],
    lacks: [
      "kubernetes", "container_id", "container_name", "date", "tag", "logtag", "_p", "partial_message",
    ],
    contents: ["log"], splitsText: true,
    samples: [
      #"{"log":"RECORD\n","stream":"stdout","time":"2026-09-22T08:00:00.5Z"}"#,
      #"{"log":"RECORD\n","stream":"stderr","attrs":{"tag":"shop/1"},"time":"2026-09-22T08:00:00.5Z"}"#,
    ])

  static let kubernetes = RecordWrapper(
    name: "fluent", title: "Fluent Bit and Fluentd records of containers",
    marks: [
      ["log", "log_processed", "message", "MESSAGE", "kubernetes.log"],
      ["kubernetes", "container_id", "stream", "logtag", "_p", "docker"],
    ],
    lacks: ["agent", "source_type", "ecs_cluster"],
    contents: ["log_processed", "log", "message", "MESSAGE"],
    samples: [
      #"{"date":1790064000.5,"log":"RECORD","stream":"stdout","kubernetes":{"pod_name":"shop-1","namespace_name":"live"}}"#,
      #"{"date":1790064000.5,"log":"RECORD\n","log_processed":RECORD,"stream":"stdout","kubernetes":{"pod_name":"shop-1"}}"#,
      #"{"time":"2026-09-22T08:00:00.5Z","stream":"stdout","logtag":"F","message":"RECORD"}"#,
      #"{"@timestamp":"2026-09-22T08:00:00.5Z","log":RECORD,"kubernetes":{"pod_name":"shop-1"}}"#,
    ])

  static let fireLens = RecordWrapper(
    name: "firelens", title: "AWS FireLens records of ECS tasks",
    marks: [
      ["log", "message"], ["ecs_cluster", "ecs_task_arn", "container_name", "container_id", "source"],
    ],
    contents: ["log", "message"],
    samples: [
      #"{"container_id":"c0","container_name":"shop","ecs_cluster":"live","ecs_task_definition":"shop:7","log":"RECORD","source":"stdout"}"#
    ])

  static let journal = RecordWrapper(
    name: "journald", title: "journald entries as JSON",
    marks: [
      ["MESSAGE"], ["__REALTIME_TIMESTAMP", "_HOSTNAME", "__CURSOR", "PRIORITY", "SYSLOG_IDENTIFIER"],
    ],
    contents: ["MESSAGE"],
    samples: [
      #"{"__REALTIME_TIMESTAMP":"1790064000500000","_HOSTNAME":"node-a","PRIORITY":"6","SYSLOG_IDENTIFIER":"shop","MESSAGE":"RECORD"}"#
    ])
}
