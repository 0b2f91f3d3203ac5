import ArgumentParser
import Foundation
import SpendCore
import SpendFormatting
import SpendIngest
import SpendStore

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Check stored sums against events, and checkpoints against files.",
    discussion: "Exit 0 when they agree, 1 when they differ.")

  @OptionGroup var global: GlobalOptions

  func run() throws {
    let context = try global.resolved()
    let store = try context.store()
    let (damages, differences, shortened, health) = try context.reading {
      (
        try store.damages(), try store.differences(),
        try ShortenedFile.all { try store.forEachSource($0) }, try store.health()
      )
    }
    for damage in damages { print("damaged: \(Shown.text(damage))") }
    for difference in differences {
      print(
        "differs: \(Shown.text(difference.what)): stored \(difference.stored), events say \(difference.recomputed)"
      )
    }
    for file in shortened {
      print(
        "shorter than what was read of it: \(Shown.text(file.source.path)) (\(file.size) bytes, \(file.source.committed) read)"
      )
    }
    guard damages.isEmpty, differences.isEmpty, shortened.isEmpty else { throw ExitStatus.difference }
    print(
      "\(CountText.grouped(health.events, "event")), \(CountText.grouped(Int64(health.sources), "source")): sums and checkpoints agree"
    )
  }
}
