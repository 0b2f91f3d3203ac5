import Foundation

/// The built program, a home of its own, real files.
struct Program {
  let home: String

  init() throws {
    home = NSTemporaryDirectory() + "spendtop-e2e-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
  }

  func remove() {
    try? FileManager.default.removeItem(atPath: home)
  }

  /// The program lies beside the tests; `SPENDTOP_PROGRAM` names another, such as a release.
  static var path: String {
    if let other = ProcessInfo.processInfo.environment["SPENDTOP_PROGRAM"] { return other }
    let folder = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
      .deletingLastPathComponent()
    return (folder ?? URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()).path
      + "/spendtop"
  }

  /// Where a sanitizer writes what it finds, in the programs that are started as well.
  static let sanitizerOptions = ProcessInfo.processInfo.environment.filter { $0.key.hasSuffix("SAN_OPTIONS") }

  struct Outcome {
    var output: String
    var errors: String
    var status: Int32
    /// Whether a signal ended it.
    var isKilled = false
  }

  func process(_ arguments: [String]) -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.path)
    process.arguments = arguments
    process.environment = Self.sanitizerOptions.merging([
      "HOME": home, "XDG_DATA_HOME": home + "/data", "XDG_CONFIG_HOME": home + "/config", "TZ": "UTC",
      "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8",
    ]) { $1 }
    return process
  }

  @discardableResult
  func run(_ arguments: String..., input: String? = nil) throws -> Outcome {
    try run(arguments, input: input)
  }

  @discardableResult
  func run(
    _ arguments: [String], input: String? = nil, environment: [String: String] = [:],
    through wrapper: [String] = []
  ) throws -> Outcome {
    let process = process(arguments)
    if let first = wrapper.first {
      process.executableURL = URL(fileURLWithPath: first)
      process.arguments = wrapper.dropFirst() + [Self.path] + arguments
    }
    process.environment?.merge(environment) { $1 }
    let output = home + "/out-\(UUID().uuidString)"
    let errors = output + ".err"
    for file in [output, errors] { _ = FileManager.default.createFile(atPath: file, contents: nil) }
    process.standardOutput = FileHandle(forWritingAtPath: output)
    process.standardError = FileHandle(forWritingAtPath: errors)
    let pipe = Pipe()
    process.standardInput = pipe
    try process.run()
    if let input { try pipe.fileHandleForWriting.write(contentsOf: Data(input.utf8)) }
    try pipe.fileHandleForWriting.close()
    process.waitUntilExit()
    return Outcome(
      output: try String(contentsOfFile: output, encoding: .utf8),
      errors: try String(contentsOfFile: errors, encoding: .utf8), status: process.terminationStatus,
      isKilled: process.terminationReason == .uncaughtSignal)
  }

  /// Writes a file below the home, its folders included.
  func write(_ name: String, _ text: String) throws {
    let folder = ((home + "/" + name) as NSString).deletingLastPathComponent
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try text.write(toFile: home + "/" + name, atomically: false, encoding: .utf8)
  }
}
