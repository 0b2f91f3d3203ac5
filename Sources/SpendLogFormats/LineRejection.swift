/// Reason why a line cannot be read, without any of its content.
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
  case lostParts
  case unreadableTime
  case ambiguousTime
  case ambiguousNumber
  case tooManyFields
  case unreadableCount

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
    case .unreadableTime: "its time is in no known form"
    case .ambiguousTime:
      "its date may be day or month first, and no other date of the file shows which: write years first"
    case .ambiguousNumber: "a number may have a decimal comma or a comma between thousands"
    case .tooManyFields: "the row has more fields than the table has columns"
    case .unreadableCount: "a token count is in no known form"
    case .lostParts: "the parts of a split line are too long, or belong to too many streams at once"
    }
  }
}
