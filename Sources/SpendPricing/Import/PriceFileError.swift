/// An error in a price file, with its line.
struct PriceFileError: Error, Equatable {
  /// From 1; nil when it is the file as a whole.
  var line: Int?
  var reason: String
}
