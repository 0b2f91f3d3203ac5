/// Why a line could not be read. Says nothing of what the line said.
public enum LineRejection: Error, Sendable, Hashable, CaseIterable {
  case notJSON
  case truncated
  case trailingBytes
  case tooDeep
  case tooManyMembers
  case impossibleCount
  case brokenRecord
  case unnamedColumns
  case untimedSample

  public var message: String {
    switch self {
    case .notJSON: "not valid JSON"
    case .truncated: "the line breaks off in the middle"
    case .trailingBytes: "there is more behind the end of the JSON object"
    case .tooDeep: "nested deeper than 512 levels"
    case .tooManyMembers: "more than 4,096 members"
    case .impossibleCount: "a token count is negative or above 1,000,000,000"
    case .brokenRecord: "a field has no closing quote"
    case .unnamedColumns:
      "a reading of nvidia-smi without a header, and its columns cannot be told apart: name them with "
        + "columns in a [[source]]"
    case .untimedSample:
      "a metric without a time: write what Prometheus' /federate answers, which has times"
    }
  }
}
