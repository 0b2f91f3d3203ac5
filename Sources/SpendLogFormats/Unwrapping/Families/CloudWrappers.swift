extension RecordWrapper {
  static let cloudWatch = RecordWrapper(
    name: "cloudwatch", title: "CloudWatch Logs events, subscriptions and query results",
    marks: [
      ["message", "@message"],
      [
        "@message", "logStreamName", "ingestionTime", "eventId", "@logStream", "@ptr", "logStream",
        "logGroup",
      ],
    ],
    contents: ["message", "@message"],
    samples: [
      #"{"logStreamName":"shop/1","timestamp":1790064000500,"message":"RECORD","ingestionTime":1790064001000,"eventId":"39"}"#,
      #"{"@timestamp":"2026-09-22 08:00:00.500","@message":"RECORD","@logStream":"shop/1"}"#,
    ])

  static let cloudWatchSubscription = RecordWrapper(
    name: "cloudwatch-subscription", title: "CloudWatch Logs subscriptions, as functions get them",
    marks: [["awslogs.data"]], contents: ["base64:awslogs.data"], samples: [])

  static let lambda = RecordWrapper(
    name: "lambda", title: "AWS Lambda's JSON logs",
    marks: [["message"], ["requestId", "AWSRequestId", "function_request_id"], ["timestamp"], ["level"]],
    contents: ["message"],
    samples: [
      #"{"timestamp":"2026-09-22T08:00:00.500Z","level":"INFO","requestId":"0b7c","message":RECORD}"#
    ])

  static let google = RecordWrapper(
    name: "google-cloud-logging", title: "Google Cloud Logging entries",
    marks: [
      ["textPayload", "jsonPayload"], ["insertId", "logName", "resource", "receiveTimestamp", "severity"],
    ],
    contents: ["jsonPayload", "textPayload", "jsonPayload.message"],
    samples: [
      #"{"insertId":"a1","jsonPayload":RECORD,"resource":{"type":"k8s_container","labels":{"pod_name":"shop-1"}},"timestamp":"2026-09-22T08:00:00.500Z","logName":"projects/p/logs/stdout"}"#,
      #"{"insertId":"a1","textPayload":"RECORD","resource":{"type":"k8s_container"},"timestamp":"2026-09-22T08:00:00.500Z","logName":"projects/p/logs/stdout"}"#,
    ])

  static let azure = RecordWrapper(
    name: "azure-containers", title: "Azure Monitor's container logs",
    marks: [
      ["LogMessage", "LogEntry", "Log_s", "properties.log", "Log", "LogEntry_s"],
      [
        "TimeGenerated", "time", "TimeStamp", "Computer", "PodName", "ContainerAppName_s", "ContainerAppName",
        "LogSource",
      ],
    ],
    contents: ["LogMessage", "LogEntry", "Log_s", "LogEntry_s", "Log", "properties.log"],
    samples: [
      #"{"TimeGenerated":"2026-09-22T08:00:00.500Z","Computer":"node-a","PodName":"shop-1","LogMessage":"RECORD","LogSource":"stdout"}"#,
      #"{"TimeGenerated":"2026-09-22T08:00:00.500Z","PodName":"shop-1","LogMessage":RECORD}"#,
      #"{"time":"2026-09-22T08:00:00.500Z","category":"kube-audit","properties":{"log":"RECORD","pod":"shop-1"}}"#,
    ])
}
