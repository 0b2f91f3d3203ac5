import ArgumentParser

/// An export that is written line by line.
protocol LineExport: ParsableCommand {
  var global: GlobalOptions { get }

  /// Hands out line by line; memory does not grow with their number.
  func forEachLine(_ context: Context, _ body: (String) -> Void) throws
}

extension LineExport {
  func run() throws {
    let output = LineOutput()
    try forEachLine(try global.resolved(), output.write)
    output.flush()
  }
}
