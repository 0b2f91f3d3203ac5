import Foundation
import Testing

/// A library made from C that stands between a program and the system; `LD_PRELOAD` names it.
struct PreloadedLibrary {
  /// Its own; what uses it may keep files there.
  let folder: String
  var path: String { folder + "/library.so" }

  init(source: String) throws {
    folder = NSTemporaryDirectory() + "spendtop-preloaded-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try source.write(toFile: folder + "/library.c", atomically: false, encoding: .utf8)
    let compiler = Process()
    compiler.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    compiler.arguments = ["clang", "-shared", "-fPIC", "-O1", "-o", path, folder + "/library.c", "-ldl"]
    try compiler.run()
    compiler.waitUntilExit()
    try #require(compiler.terminationStatus == 0, "the toolchain's clang is needed")
  }

  func remove() {
    try? FileManager.default.removeItem(atPath: folder)
  }
}
