/// A format whose lines are neither JSON nor rows of a table.
protocol LineFormat: LogFormat {
  func recognises(_ line: FieldText) -> Bool
  func read(_ line: FieldText, _ context: LineContext) throws(LineRejection)
}
