/// Lines of Kubernetes' container runtimes: `time stream P|F text`. `P` lines are parts of a longer line.
///
/// Source: kubernetes/design-proposals-archive, "CRI: Dockershim and log format".
struct ContainerRuntimeWrapper: LineWrapper {
  var name: StaticString { "cri" }
  var title: String { "Kubernetes container logs (CRI)" }

  func open(_ line: UnsafeRawBufferPointer, _ context: LineContext) -> OpenedLine? {
    guard line.count > 30, line[10] == UInt8(ascii: "T"), let found = LogTime.read(line, at: 0, context)
    else {
      return nil
    }
    let start = found.end + 1
    guard start + 9 <= line.count, line[found.end] == 0x20 else { return nil }
    let stream = FieldText(UnsafeRawBufferPointer(rebasing: line[start..<start + 6]))
    guard stream.equals("stdout") || stream.equals("stderr"), line[start + 6] == 0x20 else { return nil }
    let tag = line[start + 7]
    // Further tags may follow a colon.
    var end = start + 8
    while end < line.count, line[end] != 0x20 { end += 1 }
    guard tag == UInt8(ascii: "F") || tag == UInt8(ascii: "P"),
      end == start + 8 || line[start + 8] == UInt8(ascii: ":")
    else { return nil }
    var fields = WrapperFields()
    fields.time = found.time
    fields.stream = stream
    let text = UnsafeRawBufferPointer(rebasing: line[min(end + 1, line.count)...])
    return OpenedLine(
      fields: fields,
      content: WrappedContent(bytes: text, part: tag == UInt8(ascii: "P") ? .unfinished : .last),
      isProven: true)
  }

  var samples: [String] {
    [
      "2026-09-22T08:00:00.500000001Z stdout F RECORD",
      "2026-09-22T13:45:00.500000001+05:45 stderr F RECORD",
    ]
  }
}
