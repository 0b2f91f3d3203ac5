import Foundation
import Testing

/// The imports of every target against the layers of the architecture page: domain code imports no library for
/// databases, terminals or networks, and only the executable puts the parts together.
@Suite struct ArchitectureTests {
  /// Modules of the system that every target may import.
  private static let system: Set<String> = ["Foundation", "Glibc", "Dispatch", "Synchronization"]

  /// Modules of this project and of its packages that each target may import.
  private static let allowed: [String: Set<String>] = [
    "SpendText": [],
    "SpendCore": ["SpendText"],
    "SpendFormatting": ["SpendCore", "SpendText"],
    "SpendLogFormats": ["SpendCore", "CSupport", "CZlib"],
    "SpendMutation": ["SpendCore", "SpendLogFormats"],
    "SpendPricing": ["SpendCore", "CSupport"],
    "SpendIngest": ["SpendCore", "SpendLogFormats", "SpendPricing", "CZlib", "CZstd"],
    "SpendStore": ["SpendCore", "CSupport", "CToolDatabase", "CZstd", "GRDB", "GRDBSQLite"],
    "SpendScreen": ["SpendText"],
    "SpendCurses": ["SpendScreen", "CNCurses", "CSupport"],
    "SpendAnalytics": ["SpendCore", "SpendPricing"],
    "SpendAlerts": ["SpendCore", "SpendText", "SpendFormatting", "SpendAnalytics"],
    "SpendDelivery": [
      "SpendCore", "SpendFormatting", "SpendAnalytics", "SpendAlerts", "CLibcurl", "CSupport",
    ],
    "SpendReports": [
      "SpendCore", "SpendText", "SpendFormatting", "SpendPricing", "SpendAnalytics", "SpendAlerts",
    ],
    "SpendDashboard": [
      "SpendCore", "SpendText", "SpendFormatting", "SpendAnalytics", "SpendAlerts", "SpendScreen",
    ],
    "SpendSettings": [
      "SpendCore", "SpendFormatting", "SpendLogFormats", "SpendPricing", "SpendIngest", "SpendAnalytics",
      "SpendAlerts", "SpendDelivery", "SpendScreen", "SpendDashboard", "TOMLKit",
    ],
    "SpendDemo": ["SpendCore"],
    "SpendVersion": [],
    "CommitStamp": ["PackagePlugin"],
  ]

  /// Executables use whatever they compose, but no library beneath a target of the project.
  private static let executables: Set<String> = ["spendtop", "spendtop-bench"]
  private static let beneath: Set<String> = [
    "GRDB", "GRDBSQLite", "CNCurses", "CLibcurl", "CZlib", "CZstd", "CToolDatabase", "TOMLKit",
  ]

  private static let sources = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources")

  /// Modules that a source text imports.
  static func imports(_ source: String) -> Set<String> {
    Set(
      source.split(separator: "\n").compactMap { line -> String? in
        var words = line.split(separator: " ")[...]
        while let first = words.first,
          first.hasPrefix("@") || ["public", "package", "internal", "private", "fileprivate"].contains(first)
        {
          words = words.dropFirst()
        }
        guard words.first == "import" else { return nil }
        words = words.dropFirst()
        if let kind = words.first, ["struct", "class", "enum", "func", "protocol"].contains(kind) {
          words = words.dropFirst()
        }
        return words.first?.split(separator: ".").first.map(String.init)
      })
  }

  /// Imports of a source text that its target may not have.
  static func violations(_ source: String, target: String) -> Set<String> {
    let imported = imports(source).subtracting(system)
    if executables.contains(target) { return imported.intersection(beneath) }
    return imported.subtracting(allowed[target] ?? [])
  }

  private static func swiftFiles(_ target: String) throws -> [URL] {
    let files = FileManager.default.enumerator(
      at: sources.appending(path: target), includingPropertiesForKeys: nil)
    return (files?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "swift" }
  }

  private static func targets() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: sources.path).filter { !$0.hasPrefix(".") }.sorted()
  }

  @Test("every target imports only what lies beneath it")
  func layers() throws {
    var checked = 0
    for target in try Self.targets() {
      for file in try Self.swiftFiles(target) {
        let found = Self.violations(try String(contentsOf: file, encoding: .utf8), target: target)
        #expect(found.isEmpty, "\(target)/\(file.lastPathComponent) imports \(found.sorted())")
        checked += 1
      }
    }
    #expect(checked > 500)
  }

  @Test("the table names every target with Swift sources, and no other")
  func table() throws {
    let targets = try Self.targets().filter { try !Self.swiftFiles($0).isEmpty }
    #expect(Set(targets) == Set(Self.allowed.keys).union(Self.executables))
  }

  @Test(
    "a forbidden import is found in any spelling",
    arguments: [
      ("SpendCore", "import GRDB", ["GRDB"]),
      ("SpendPricing", "import SpendCore\npublic import SpendStore\n", ["SpendStore"]),
      ("SpendDashboard", "@preconcurrency import CNCurses", ["CNCurses"]),
      ("SpendScreen", "import struct SpendCore.Money", ["SpendCore"]),
      ("SpendAlerts", "@testable internal import SpendIngest // why", ["SpendIngest"]),
      ("spendtop", "import ArgumentParser\nimport GRDB", ["GRDB"]),
      ("SpendStore", "import Foundation\nimport GRDB\n// import SpendScreen", []),
    ] as [(String, String, Set<String>)])
  func forbidden(target: String, source: String, expected: Set<String>) {
    #expect(Self.violations(source, target: target) == expected)
  }

  /// Names of the types that a source text declares at its top level, in their order; private ones belong to
  /// the type beside them.
  static func types(_ source: String) -> [String] {
    source.split(separator: "\n").compactMap { line in
      line.firstMatch(of: declaration).map { String($0.output.1) }
    }
  }

  nonisolated(unsafe) private static let declaration =
    /^(?:@\w+(?:\([^)]*\))? )*(?:(?:public|package|internal|final|indirect|nonisolated) )*(?:struct|enum|class|actor|protocol) (\w+)/

  @Test("a file declares one type, and is named after it")
  func oneTypeAFile() throws {
    var checked = 0
    for target in try Self.targets() {
      for file in try Self.swiftFiles(target) {
        let types = Self.types(try String(contentsOf: file, encoding: .utf8))
        let name = file.deletingPathExtension().lastPathComponent
        #expect(types.isEmpty || types == [name], "\(target)/\(name).swift declares \(types)")
        checked += types.count
      }
    }
    #expect(checked > 700)
  }

  @Test(
    "types are found in any spelling, nested and private ones are not counted",
    arguments: [
      ("public struct A {}\nextension A {\n  enum B {}\n}", ["A"]),
      ("@MainActor public final class A {}\nprotocol B {}", ["A", "B"]),
      ("private enum A {}\nindirect enum B {}\n// struct C", ["B"]),
      ("func a() {}\nlet struct1 = 1", []),
    ] as [(String, [String])])
  func declared(source: String, expected: [String]) {
    #expect(Self.types(source) == expected)
  }

  @Test("the architecture page names every target")
  func page() throws {
    let page = try String(
      contentsOf: Self.sources.appending(path: "spendtop/Documentation.docc/Architecture.md"), encoding: .utf8
    )
    for target in Self.allowed.keys.sorted() {
      #expect(page.contains("`\(target)`"), "Architecture.md does not name \(target)")
    }
  }
}
