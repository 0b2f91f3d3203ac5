/// Scan state of a stream whose lines may be elements of a list.
public enum ArrayScanState: Int, Codable, Sendable {
  case outside
  case inList
  /// In a list that is a member of the object around it.
  case inWrapper
  /// Behind such a list, in what is left of the object.
  case afterArray
  /// In a line that is too long to keep.
  case inLongLine
}
