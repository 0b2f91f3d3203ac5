import SpendCore

/// Reading plan for the rows of a table, computed once from its header.
struct TablePlan {
  enum Reader {
    case spendLog
    /// Index in `FormatRegistry.tables`.
    case format(Int)
    /// A column of records, with the places of the time and the host of each.
    case records(text: Int, time: Int?, host: Int?)
    /// The columns that mean something, and those that may hold a usage object or an answer as text.
    case generic([(place: Int, meaning: AliasTable.Meaning)], texts: [Int])
  }

  let columns: [[UInt8]]
  let reader: Reader
  /// Positions of the columns that the reader uses, in its own order; -1 for an absent one.
  let places: [Int]
  /// A hash of the columns' names: part of the identity of rows without an id. Equal rows under different headers
  /// are different requests, whichever is read first.
  let header: UInt64
  /// The table has columns for a time and a model.
  let isDated: Bool

  init(_ names: [String]) {
    header = Self.hash(names)
    columns = names.map { Array($0.utf8) }
    let meanings = AliasTable.meanings(ofColumns: names)
    let slots = Set(meanings.compactMap { $0?.slot })
    isDated = slots.isSuperset(of: [.timestamp, .model])
    if ["request_id", "call_type", "spend", "startTime"].allSatisfy(names.contains) {
      reader = .spendLog
      places = Self.places(of: LiteLLM.SpendColumn.names, in: names)
    } else if let index = FormatRegistry.tables.firstIndex(where: { $0.recognises(names) }) {
      reader = .format(index)
      places = Self.places(of: FormatRegistry.tables[index].columns, in: names)
    } else if Self.holdsRecords(names), let text = Self.place(of: Self.texts, in: names) {
      reader = .records(
        text: text, time: Self.place(of: Self.times, in: names), host: Self.place(of: Self.hosts, in: names))
      places = []
    } else {
      reader = .generic(
        meanings.enumerated().compactMap { place, meaning in meaning.map { (place, $0) } },
        texts: names.indices.filter { Self.holdsText(names[$0]) })
      places = []
    }
  }

  /// Columns of exports of log search tools, the one with the logged line first.
  private static let texts = [
    "@message", "_raw", "Content", "message", "Message", "Line", "line", "log", "textPayload", "LogMessage",
  ]
  private static let times = [
    "@timestamp", "_time", "Date", "timestamp", "Timestamp", "time", "Time", "TimeGenerated",
    "TimeGenerated [UTC]",
  ]
  private static let hosts = ["host", "Host", "Computer", "@logStream", "host.name", "hostname"]

  private static func place(of wanted: [String], in names: [String]) -> Int? {
    for name in wanted {
      if let place = names.firstIndex(of: name) { return place }
    }
    return nil
  }

  /// True for the header of logged lines with a time each, and no counts.
  static func holdsRecords(_ names: [String]) -> Bool {
    guard place(of: texts, in: names) != nil, place(of: times, in: names) != nil else { return false }
    return !names.contains { name in
      Array(name.utf8).withUnsafeBytes { AliasTable.meaning(of: $0) }.map {
        StructuredLog.usageSlots.contains($0.slot)
      } ?? false
    }
  }

  private static func hash(_ names: [String]) -> UInt64 {
    var hash = ContentHash()
    for name in names {
      var name = bare(name)
      name.withUTF8 { hash.combine(UnsafeRawBufferPointer($0)) }
    }
    return hash.identity.low
  }

  private static let answers = Set([
    "response", "response_body", "raw_response", "llm_response", "full_response", "response_json",
    "model_response",
  ])

  /// True for a column that may hold a usage object or an answer as text.
  private static func holdsText(_ name: String) -> Bool {
    answers.contains(name)
      || Array(name.utf8).withUnsafeBytes { AliasTable.container($0, in: .none) } == .usage
  }

  /// True for the header of a table with a usage object or an answer as text in a column, beside a time or a model.
  static func holdsAnswers(_ names: [String]) -> Bool {
    guard names.contains(where: holdsText) else { return false }
    return AliasTable.meanings(ofColumns: names).contains { $0?.slot == .model || $0?.slot == .timestamp }
  }

  private static func places(of wanted: [StaticString], in names: [String]) -> [Int] {
    let names = names.map(bare)
    return wanted.map { wanted in names.firstIndex { $0.utf8.elementsEqual(FieldText(wanted).bytes) } ?? -1 }
  }

  /// The name of a column without spaces around and the unit behind it: ` power.draw [W]`.
  static func bare(_ name: String) -> String {
    let name = name.drop { $0 == " " }
    let end = name.hasSuffix("]") ? name.lastIndex(of: "[") ?? name.endIndex : name.endIndex
    let last = name[..<end].lastIndex { $0 != " " }
    return last.map { String(name[...$0]) } ?? ""
  }

  func index(of name: [UInt8]) -> Int? {
    columns.firstIndex { $0.count == name.count && $0 == name }
  }
}
