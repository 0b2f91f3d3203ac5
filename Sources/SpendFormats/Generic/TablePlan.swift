/// How the rows of a table are read, worked out once for its header.
struct TablePlan {
  enum Reader {
    case spendLog
    /// Of `FormatRegistry.tables`.
    case format(Int)
    /// What each column means.
    case generic([AliasTable.Meaning?])
  }

  let columns: [[UInt8]]
  let reader: Reader

  init(_ names: [String]) {
    columns = names.map { Array($0.utf8) }
    if ["request_id", "call_type", "spend", "startTime"].allSatisfy(names.contains) {
      reader = .spendLog
    } else if let index = FormatRegistry.tables.firstIndex(where: { $0.recognises(names) }) {
      reader = .format(index)
    } else {
      reader = .generic(columns.map { $0.withUnsafeBytes { AliasTable.meaning(ofPath: $0) } })
    }
  }

  func index(of name: [UInt8]) -> Int? {
    columns.firstIndex { $0.count == name.count && $0 == name }
  }
}
