/// The structure of a regular expression.
indirect enum RegularExpressionNode {
  case empty
  case scalars(ScalarClass)
  case assertion(RegularExpressionAssertion)
  case sequence([RegularExpressionNode])
  case choice([RegularExpressionNode])
  /// `most`: nil when unlimited.
  case repetition(RegularExpressionNode, least: Int, most: Int?)
}
