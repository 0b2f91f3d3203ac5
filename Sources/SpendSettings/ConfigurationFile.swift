import SpendCore
import TOMLKit

/// A configuration file, parsed.
struct ConfigurationFile {
  let path: String
  let table: TOMLTable
  let lines: TOMLLines

  init(_ text: String, path: String) throws {
    self.path = path
    lines = TOMLLines(text)
    if let damage = lines.damage { throw Self.refuse(path, damage.what, line: damage.line, advice: nil) }
    do {
      table = try TOMLTable(string: text)
    } catch let error as TOMLParseError {
      throw Self.refuse(path, error.description, line: Int(error.source.begin.line), advice: nil)
    }
  }

  func refuse(_ why: String, line: Int?, advice: String?) -> CommandError {
    Self.refuse(path, why, line: line, advice: advice)
  }

  private static func refuse(_ path: String, _ why: String, line: Int?, advice: String?) -> CommandError {
    CommandError(
      message: UserMessage(
        "cannot use the configuration \"\(path)\"", because: line.map { "line \($0): \(why)" } ?? why,
        tryThis: advice), status: .usage)
  }
}
