/// A record behind what loggers and log collectors write at the beginning of a line: times, levels, names of
/// hosts, processes and loggers, labels.
struct PrefixWrapper: LineWrapper {
  var name: StaticString { "log-prefix" }
  var title: String {
    "text before a record: syslog, journalctl, kubectl, stern, Compose, Heroku, Lambda, loggers"
  }

  func open(_ line: UnsafeRawBufferPointer, _ context: LineContext) -> OpenedLine? {
    var scanner = PrefixScanner(line, context)
    guard let content = scanner.findRecord() else { return nil }
    return OpenedLine(fields: scanner.fields, content: content, rest: scanner.rest)
  }

  var samples: [String] {
    [
      // syslog and journalctl
      "Sep 22 08:00:00 node-a shop[7]: RECORD",
      "<14>Sep 22 08:00:00 node-a shop[7]: RECORD",
      "<14>1 2026-09-22T08:00:00.500Z node-a shop 7 - - RECORD",
      "<165>1 2026-09-22T08:00:00.500Z node-a shop 7 ID47 [meta@32473 seq=\"3\" note=\"a \\\"b\\] {c\"] RECORD",
      "212 <190>1 2026-09-22T08:00:00.500+00:00 host shop web.1 - RECORD",
      "2026-09-22T08:00:00+0000 node-a shop[7]: RECORD",
      "Tue 2026-09-22 08:00:00 UTC node-a shop.service[7]: RECORD",
      "1790064000.500000 node-a shop[7]: RECORD",
      "[12345.678901] node-a shop[7]: RECORD",
      "Sep 22 08:00:00 node-a shop[7]: @cee: RECORD",
      // Containers
      "shop-1  | RECORD",
      "shop-1  | 2026-09-22T08:00:00.500Z RECORD",
      "[pod/shop-1/app] RECORD",
      "[pod/shop-1/app] 2026-09-22T08:00:00.500Z RECORD",
      "shop-1 app RECORD",
      "live shop-1 app RECORD",
      "live/shop-1[app]: RECORD",
      "shop.1.xk2@node-a    | RECORD",
      "live shop-1 app › RECORD",
      "2026-09-22T08:00:00.500Z app[web.1]: RECORD",
      "2026-09-22T08:00:00Z app[148e1] fra [info]RECORD",
      "2026-09-22T08:00:00Z {app=\"shop\", namespace=\"live\"} RECORD",
      "2026-09-22T08:00:00+00:00\tshop.usage\tRECORD",
      "2026-09-22T08:00:00.500Z\t0b7c-0000\tINFO\tRECORD",
      "[INFO]\t2026-09-22T08:00:00.500Z\t0b7c-0000\tRECORD",
      // Loggers
      "2026-09-22 08:00:00,500 INFO shop.usage RECORD",
      "2026-09-22 08:00:00,500 - shop.usage - INFO - RECORD",
      "INFO:shop.usage:RECORD",
      "\u{1B}[32mINFO\u{1B}[0m 2026-09-22T08:00:00Z RECORD",
      "\u{1B}[32m2026-09-22 08:00:00.500\u{1B}[0m | \u{1B}[1mINFO    \u{1B}[0m | \u{1B}[1mRECORD\u{1B}[0m",
      "\u{1B}[36;1mshop:usage \u{1B}[0mRECORD \u{1B}[36m+3ms\u{1B}[0m",
      "\u{1B}[0;mRECORD\u{1B}[0;m",
      "2026-09-22T08:00:00.500Z  INFO shop::usage: RECORD request_id=a1 elapsed=3ms",
      "2026-09-22T08:00:00Z | INFO | usage | RECORD | usage.py:42",
      "[22-Sep-2026 08:00:00] WARNING: [pool www] child 7 said into stdout: \"RECORD\"",
      "2026-09-22T08:00:00.500Z\tINFO\tusage/log.go:42\trequest to the model\tRECORD",
      "I0922 08:00:00.500000       1 usage.go:42] RECORD",
      "2026/09/22 08:00:00 usage.go:42: RECORD",
      "2026-09-22 08:00:00,500 [main] INFO  com.example.Usage - RECORD",
      "2026-09-22T08:00:00.500Z  INFO 1 --- [shop] [nio-exec-1] c.e.shop.Usage : RECORD",
      "2026-09-22 08:00:00.500 | INFO     | shop.usage:log:42 - RECORD",
      "[2026-09-22 08:00:00 +0000] [7] [INFO] RECORD",
      "[2026-09-22 08:00:00,500: INFO/MainProcess] RECORD",
      "[2026-09-22T08:00:00.500+0000] {usage.py:42} INFO - RECORD",
      "[2026-09-22T08:00:00Z INFO  shop::usage] RECORD",
      "INFO:     10.0.0.1:5678 - RECORD",
      "I, [2026-09-22T08:00:00.500000 #7]  INFO -- : RECORD",
      "[2026-09-22T08:00:00.500000+00:00] shop.INFO: usage RECORD []",
      "time=2026-09-22T08:00:00.500Z level=INFO msg=usage record=RECORD",
      "time=\"2026-09-22T08:00:00Z\" level=info msg=\"RECORD\"",
      "2026-09-22 08:00:00.5000|INFO|Shop.Usage|RECORD",
      "info: RECORD",
    ]
  }
}
