import ArgumentParser
import Foundation
import SpendDemo

/// A corpus on disk, and what a reader has to find in it.
struct CorpusFolder {
  let path: String
  let files: Int
  let totals: BenchCorpus.Totals

  /// Has a process of its own write the corpus: what a process starts inherits its peak memory, so the
  /// one that measures stays small.
  init(in folder: String, lines: Int, files: Int, seed: UInt64, wrapping: BenchCorpus.Wrapping) throws {
    path = folder + "/corpus"
    self.files = files
    let run = ChildRun([
      CommandLine.arguments[0], "--write-corpus", "--lines", "\(lines)", "--files", "\(files)", "--seed",
      "\(seed)", "--wrapped", wrapping.rawValue, "--folder", folder,
    ])
    guard let run, run.status == 0,
      let totals = try? JSONDecoder().decode(BenchCorpus.Totals.self, from: Data(run.output.utf8))
    else { throw ValidationError("the corpus cannot be written to \(path)") }
    self.totals = totals
  }

  /// The child's side of it: writes, and prints the totals.
  static func write(
    in folder: String, lines: Int, files: Int, seed: UInt64, wrapping: BenchCorpus.Wrapping
  ) throws {
    let totals = try BenchCorpus.write(
      directory: folder + "/corpus", lines: lines, files: files, seed: seed, wrapping: wrapping)
    print(String(decoding: try JSONEncoder().encode(totals), as: UTF8.self))
  }

  /// Compares the sums that `report` prints for a database with the generated ones: a fast reading that
  /// counts wrong does not count as a result.
  ///
  /// - Throws: naming the first sum that differs.
  func check(_ program: String, database: String) throws {
    let run = ChildRun([
      program, "report", "--format", "json", "--since", "2026-01-01", "--until", "2027-01-01", "--db",
      database,
    ])
    guard let run, run.status == 0,
      let report = try? JSONDecoder().decode(Report.self, from: Data(run.output.utf8))
    else { throw ValidationError("report does not answer for \(database)") }
    func sum(_ field: (Report.Row) -> Int64) -> Int64 { report.rows.reduce(0) { $0 + field($1) } }
    let all = totals.all
    let pairs = [
      ("requests", sum(\.requests), Int64(all.requests)), ("input", sum(\.input), all.input),
      ("cache reads", sum(\.cacheRead), all.cacheRead),
      ("cache writes", sum(\.cacheWrite5m), all.cacheWrite), ("output", sum(\.output), all.output),
    ]
    for (name, found, written) in pairs where found != written {
      throw ValidationError("\(name): \(found) reported, \(written) written")
    }
  }

  /// The part of `report --format json` that is compared, by its names.
  private struct Report: Decodable {
    struct Row: Decodable {
      var requests, input, cacheRead, cacheWrite5m, output: Int64

      enum CodingKeys: String, CodingKey {
        case requests, input, output
        case cacheRead = "cache_read"
        case cacheWrite5m = "cache_write_5m"
      }
    }
    var rows: [Row]
  }
}
