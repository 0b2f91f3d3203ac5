import SpendCore

/// A field of some records: where it is, and what kinds of values it had.
struct SurveyedField {
  var path: String
  var depth: Int
  var values = 0
  var numbers = 0
  var times = 0
  var models = 0
  var durations = 0
  var isDistinct = true
  var seen: Set<String> = []
}
