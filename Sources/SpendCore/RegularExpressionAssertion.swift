/// A condition on a place between two scalars.
enum RegularExpressionAssertion: Sendable, Hashable {
  case textStart, textEnd, lineStart, lineEnd, wordBoundary, noWordBoundary
}
