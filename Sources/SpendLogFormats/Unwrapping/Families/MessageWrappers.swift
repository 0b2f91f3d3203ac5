extension RecordWrapper {
  static let cloudEvent = RecordWrapper(
    name: "cloudevents", title: "CloudEvents, EventBridge and Event Grid events",
    marks: [["data", "data_base64", "detail"], ["specversion", "detail-type", "eventType"]],
    contents: ["data", "detail", "base64:data_base64"],
    samples: [
      #"{"specversion":"1.0","id":"ce1","source":"/shop","type":"llm.usage","time":"2026-09-22T08:00:00.500Z","data":RECORD}"#,
      #"{"specversion":"1.0","id":"ce1","source":"/shop","type":"llm.usage","time":"2026-09-22T08:00:00.500Z","data":"RECORD"}"#,
      #"{"version":"0","id":"eb1","detail-type":"usage","source":"shop","time":"2026-09-22T08:00:00Z","region":"eu-west-1","detail":RECORD}"#,
    ])

  static let pubSub = RecordWrapper(
    name: "pubsub", title: "Google Pub/Sub and Kinesis messages",
    marks: [["message.data", "kinesis.data"]],
    contents: ["base64:message.data", "base64:kinesis.data"],
    samples: [])

  static let eventHubs = RecordWrapper(
    name: "event-hubs", title: "Azure Event Hubs captures",
    marks: [["Body"], ["EnqueuedTimeUtc"], ["SequenceNumber"]], contents: ["base64:Body"], samples: [])

  static let firehose = RecordWrapper(
    name: "firehose",
    title: "Records of Amazon Data Firehose and Kinesis, as deliveries and functions get them",
    marks: [
      ["records", "Records"], ["requestId", "invocationId", "deliveryStreamArn", "MillisBehindLatest"],
    ],
    contents: ["records", "Records"], holdsItems: true, samples: [])

  static let notification = RecordWrapper(
    name: "sns", title: "Amazon SNS notifications",
    marks: [["Message", "Sns.Message"], ["TopicArn", "MessageId", "Sns.MessageId"]],
    contents: ["Message", "Sns.Message"],
    samples: [
      #"{"Type":"Notification","MessageId":"m1","TopicArn":"arn:aws:sns:eu-west-1:1:usage","Message":"RECORD","Timestamp":"2026-09-22T08:00:00.500Z"}"#
    ])

  static let queue = RecordWrapper(
    name: "sqs", title: "Amazon SQS messages",
    marks: [["body", "Body"], ["messageId", "MessageId", "receiptHandle", "ReceiptHandle"]],
    contents: ["body", "Body"],
    samples: [
      #"{"messageId":"m1","receiptHandle":"r1","body":"RECORD","attributes":{"SentTimestamp":"1790064000500"}}"#
    ])

  static let kafka = RecordWrapper(
    name: "kafka", title: "Kafka records, as kcat, the REST proxy and Connect write them",
    marks: [["payload", "value"], ["schema", "topic", "partition", "offset", "__topic"]],
    contents: ["payload", "value"],
    samples: [
      #"{"schema":null,"payload":RECORD}"#,
      #"{"topic":"usage","partition":0,"offset":12,"tstype":"create","ts":1790064000500,"key":null,"payload":"RECORD"}"#,
      #"{"topic":"usage","partition":0,"offset":12,"key":"k","value":RECORD}"#,
    ])
}
