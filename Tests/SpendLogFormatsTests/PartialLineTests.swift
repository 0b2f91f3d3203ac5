import SpendCore
import SpendLogFormats
import Testing

/// Lines that a container runtime split are one line again.
@Suite struct PartialLineTests {
  /// Decodes line by line; `restarts`: the state is saved and loaded between two lines.
  private func decode(_ lines: [String], restarts: Bool = false) -> (ids: [String], rejects: Int, state: Int)
  {
    var decoder = LogDecoder()
    var ids: [String] = []
    var rejects = 0
    var largest = 0
    for line in lines {
      if restarts {
        let state = decoder.state
        largest = max(largest, state.count)
        decoder = LogDecoder(resuming: state)
      }
      SampleLines(Array(line.utf8)).decode(
        decoder, emit: { ids.append($0.requestID.string) }, reject: { _ in rejects += 1 })
    }
    return (ids, rejects, largest)
  }

  private func record(_ id: String) -> String {
    #"{"request_id":"\#(id)","model":"gpt-4o","input_tokens":10,"output_tokens":2,"note":"a \"b\" c"}"#
  }

  /// The record in `count` parts of about one length.
  private func parts(_ text: String, _ count: Int) -> [String] {
    let bytes = Array(text.utf8)
    return (0..<count).map { part in
      String(
        decoding: bytes[(part * bytes.count / count)..<((part + 1) * bytes.count / count)], as: UTF8.self)
    }
  }

  private func cri(_ stream: String, _ tag: String, _ text: String) -> String {
    "2026-09-22T08:00:00.500000001Z \(stream) \(tag) \(text)"
  }

  private func docker(_ stream: String, _ text: String, ends: Bool) -> String {
    let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return
      #"{"log":"\#(escaped)\#(ends ? "\\n" : "")","stream":"\#(stream)","time":"2026-09-22T08:00:00.5Z"}"#
  }

  private static let wrappers = [
    #"{"message":"TEXT","tag":"app.web"}"#, #"{"log":"TEXT","tag":"app.web"}"#,
    #"2026-09-22 08:00:00.500000000 +0000 app.web: {"log":"TEXT"}"#,
    #"{"@timestamp":"2026-09-22T08:00:00.5Z","hostname":"node-a","message":"TEXT"}"#,
    #"{"message":"TEXT","timestamp":1790064000500,"hostname":"node-a"}"#,
    #"{"_index":"logs","_id":"7","_source":{"@timestamp":"2026-09-22T08:00:00.5Z","message":"TEXT"}}"#,
    #"{"container_id":"c7","container_name":"web","log":"TEXT","source":"stdout"}"#,
    #"{"date":1790064000.5,"log":"TEXT","stream":"stdout","kubernetes":{"pod_name":"web-1"}}"#,
  ]

  @Test(
    "pieces in wrappers that are known by a whole record alone, and in two wrappers of the same stream",
    arguments: wrappers)
  func wrapped(wrapper: String) {
    func around(_ text: String) -> String {
      let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing(
        "\n", with: "\\n")
      return wrapper.replacing("TEXT", with: escaped)
    }
    let document = [
      "{", #"  "request_id": "piece-1","#, #"  "model": "gpt-4o","#, #"  "input_tokens": 10,"#,
      #"  "output_tokens": 2"#, "}",
    ]
    let whole = record("piece-1")
    func cut(_ place: Int) -> [String] { [String(whole.prefix(place)), String(whole.dropFirst(place))] }
    let cuts = [1, 30, whole.count - 1].map(cut)
    var texts = [document.map { cri("stdout", "F", $0) }, document.map { docker("stdout", $0, ends: true) }]
    texts += cuts.map { [cri("stdout", "P", $0[0]), cri("stdout", "F", $0[1])] }
    texts += cuts.map { [docker("stdout", $0[0], ends: false), docker("stdout", $0[1], ends: true)] }
    // Fluent Bit's own `log` of a container ends with a line break, or is a part.
    if !wrapper.contains("kubernetes") { texts.append(document) }
    for lines in texts {
      for restarts in [false, true] {
        let result = decode(lines.map(around), restarts: restarts)
        #expect(result.ids == ["piece-1"], "\(lines)")
        #expect(result.rejects == 0, "\(lines)")
      }
    }
  }

  @Test("a message with a brace at its end keeps nothing of the lines behind it")
  func brace() {
    let line = { (text: String) in #"{"message":"\#(text)","tag":"app"}"# }
    let record = record("piece-2").replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    let result = decode([line("{"), line("GET /health 200"), line("done"), line(record)])
    #expect(result.ids == ["piece-2"])
  }

  @Test(
    "any number of parts, two streams interleaved, a restart between any two lines", arguments: [2, 3, 7, 31])
  func interleaved(count: Int) {
    let (first, second) = (parts(record("part-out"), count), parts(record("part-err"), count))
    var runtime: [String] = []
    var daemon: [String] = []
    for place in 0..<count {
      let isLast = place == count - 1
      runtime.append(cri("stdout", isLast ? "F" : "P", first[place]))
      runtime.append(cri("stderr", isLast ? "F" : "P", second[place]))
      daemon.append(docker("stdout", first[place], ends: isLast))
      daemon.append(docker("stderr", second[place], ends: isLast))
    }
    for lines in [runtime, daemon] {
      for restarts in [false, true] {
        let result = decode(lines, restarts: restarts)
        #expect(result.ids == ["part-out", "part-err"])
        #expect(result.rejects == 0)
      }
    }
  }

  @Test("a whole object without a line break at its end is no part")
  func wholeWithoutBreak() {
    let result = decode([
      docker("stdout", record("whole-1"), ends: false), docker("stdout", record("whole-2"), ends: true),
    ])
    #expect(result.ids == ["whole-1", "whole-2"])
  }

  @Test("parts of several pods in one file are kept apart")
  func pods() {
    func line(_ pod: String, _ tag: String, _ text: String) -> String {
      let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      return
        #"{"log":"\#(escaped)","_p":"\#(tag)","stream":"stdout","kubernetes":{"pod_name":"\#(pod)"}}"#
    }
    let (a, b) = (parts(record("pod-a"), 2), parts(record("pod-b"), 2))
    let result = decode([
      line("a", "P", a[0]), line("b", "P", b[0]), line("a", "F", a[1]), line("b", "F", b[1]),
    ])
    #expect(result.ids == ["pod-a", "pod-b"])
  }

  @Test("a part whose rest never comes is dropped, counted, and harms no other line")
  func neverEnding() {
    let part = String(repeating: "x", count: 1 << 20)
    var lines = (0..<20).map { _ in cri("stdout", "P", part) }
    lines += [cri("stdout", "F", "end"), cri("stdout", "F", record("after-1"))]
    let result = decode(lines)
    #expect(result.ids == ["after-1"])
    #expect(result.rejects >= 1)
  }

  @Test("any number of streams takes bounded memory")
  func streams() {
    let decoder = LogDecoder()
    var rejects = 0
    for pod in 0..<20_000 {
      let line = #"{"log":"{\"a\":","_p":"P","stream":"stdout","kubernetes":{"pod_name":"pod-\#(pod)"}}"#
      SampleLines(Array(line.utf8)).decode(decoder, emit: { _ in }, reject: { _ in rejects += 1 })
    }
    #expect(decoder.partialBytes <= 4_096)
    #expect(decoder.state.count < 1 << 16)
    #expect(rejects > 19_000)
  }
}
