/// A line that a typed text can become, and its meaning.
struct Completion: Sendable, Hashable {
  var text: String
  var help: String

  init(_ text: String, _ help: String = "") {
    self.text = text
    self.help = help
  }
}
