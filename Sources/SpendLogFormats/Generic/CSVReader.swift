/// Reads a whole CSV file into fields, for small files that people keep.
public enum CSVReader {
  /// A record and the number of its first line, from 1.
  public struct Record: Sendable, Hashable {
    public var line: Int
    public var fields: [String]
  }

  /// The records of a text after RFC 4180; empty lines are left out. The first record decides on the
  /// delimiter: comma, semicolon, tab or bar. Nil when a quoted field is never closed.
  public static func records(_ text: String) -> [Record]? {
    var delimiter: UInt8?
    var records: [Record] = []
    var open = ""
    var start = 1
    let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    for (index, line) in lines.enumerated() {
      if open.isEmpty { start = index + 1 } else { open += "\n" }
      open += line
      guard !open.isEmpty else { continue }
      let fields: [String]? = Array(open.utf8).withUnsafeBytes { record in
        if delimiter == nil { delimiter = DelimitedText.delimiter(of: record) ?? UInt8(ascii: ",") }
        var fields: [String] = []
        let outcome = DelimitedText.split(record, delimiter: delimiter ?? UInt8(ascii: ",")) {
          field, hasDoubled in
          let text = String(decoding: field, as: UTF8.self)
          fields.append(hasDoubled ? text.replacing("\"\"", with: "\"") : text)
        }
        return outcome == .complete ? fields : nil
      }
      guard let fields else { continue }
      records.append(Record(line: start, fields: fields))
      open = ""
    }
    return open.isEmpty ? records : nil
  }
}
