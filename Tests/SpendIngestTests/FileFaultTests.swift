import Foundation
import SpendIngest
import SpendCore
import SpendStore
import Testing

/// What happens to files while nobody looks. The numbers are those of the list of faults that other log
/// shippers met; each is a way to lose lines or to count them twice.
@Suite struct FileFaultTests {
  @Test("1: emptied between two readings, then written to: a new beginning, the old lines stay")
  func emptied() throws {
    let shop = try TemporaryLogs()
    try shop.write("a.jsonl", TemporaryLogs.lines(0..<100))
    try shop.ingest()
    try shop.truncate("a.jsonl")
    try shop.append("a.jsonl", TemporaryLogs.lines(100..<130))
    try shop.ingest()
    try shop.ingest()
    #expect(try shop.requests == 130)
  }

  @Test("2: emptied and grown beyond the old length while nobody looked")
  func regrown() throws {
    let shop = try TemporaryLogs()
    try shop.write("a.jsonl", TemporaryLogs.lines(0..<100))
    try shop.ingest()
    try shop.truncate("a.jsonl")
    try shop.append("a.jsonl", TemporaryLogs.lines(100..<400))
    try shop.ingest()
    #expect(try shop.requests == 400)
  }

  @Test("3 and 4: another file with the same name and the same inode, shorter or longer")
  func sameInode() throws {
    for count in [50, 500] {
      let shop = try TemporaryLogs()
      try shop.write("a.jsonl", TemporaryLogs.lines(0..<100))
      try shop.ingest()
      // Written in place: the inode is the old one's, as after a deletion on many file systems.
      try shop.truncate("a.jsonl")
      try shop.append("a.jsonl", TemporaryLogs.lines(1_000..<1_000 + count))
      try shop.ingest()
      #expect(try shop.requests == Int64(100 + count))
    }
  }

  @Test("5: renamed while it is read, and the writer goes on writing to it")
  func renamedWhileRead() throws {
    let shop = try TemporaryLogs()
    try shop.write("a.jsonl", TemporaryLogs.lines(0..<1_000))
    try shop.following {
      try shop.wait(for: 1_000)
      let handle = try #require(FileHandle(forWritingAtPath: shop.path("a.jsonl")))
      try handle.seekToEnd()
      try shop.move("a.jsonl", to: "a.jsonl.1")
      try shop.write("a.jsonl", TemporaryLogs.lines(2_000..<2_100))
      try handle.write(contentsOf: Data(TemporaryLogs.lines(1_000..<1_200).utf8))
      try handle.close()
      try shop.wait(for: 1_300)
    }
    try shop.ingest()
    #expect(try shop.requests == 1_300)
  }

  @Test("5: a stream is known by the name its file has last")
  func lastName() throws {
    let shop = try TemporaryLogs()
    let names = (0..<8).map { "app\($0).jsonl" }
    for (number, name) in names.enumerated() {
      try shop.write(name, TemporaryLogs.lines(number * 100..<number * 100 + 10))
    }
    try shop.following {
      try shop.wait(for: 80)
      for (number, name) in names.enumerated() { try shop.append(name, TemporaryLogs.line(9_000 + number)) }
      try shop.wait(for: 88)
      for (number, name) in names.enumerated() {
        try shop.move(name, to: name + ".1")
        try shop.write(name, "")
        try shop.append(name + ".1", TemporaryLogs.line(9_100 + number))
      }
      try shop.wait(for: 96)
      // The name is noted once the file has been read.
      let moved = names.map { shop.path($0 + ".1") }
      for _ in 0..<200 where try shop.store().sources().map(\.path) != moved { usleep(50_000) }
    }
    let paths = try shop.store().sources().map(\.path)
    #expect(paths == names.map { shop.path($0 + ".1") })
  }

  @Test("6: three rotations while nobody looked, each file resumed where it was left")
  func chain() throws {
    let shop = try TemporaryLogs()
    try shop.write("a.jsonl", TemporaryLogs.lines(0..<100))
    try shop.ingest()
    for generation in 1...3 {
      try shop.append("a.jsonl", TemporaryLogs.lines(generation * 1_000..<generation * 1_000 + 10))
      for number in (1..<generation).reversed() {
        try shop.move("a.jsonl.\(number)", to: "a.jsonl.\(number + 1)")
      }
      try shop.move("a.jsonl", to: "a.jsonl.1")
      try shop.write("a.jsonl", TemporaryLogs.lines(generation * 1_000 + 500..<generation * 1_000 + 520))
    }
    let second = try shop.ingest()
    #expect(try shop.requests == 100 + 3 * 30)
    #expect(second.duplicates == 0)
  }

  @Test("7: rotated ten times a second while it is followed")
  func storm() throws {
    let shop = try TemporaryLogs()
    var number = 0
    try shop.write("a.jsonl", "")
    try shop.following {
      for generation in 1...30 {
        for _ in 0..<5 {
          try shop.append("a.jsonl", TemporaryLogs.lines(number..<number + 40))
          number += 40
          usleep(15_000)
        }
        try shop.move("a.jsonl", to: "a.jsonl.\(generation)")
        try shop.write("a.jsonl", "")
      }
      try shop.wait(for: Int64(number))
    }
    try shop.ingest()
    #expect(try shop.requests == Int64(number))
  }

  @Test("8: copied and emptied, the copy among the logs")
  func copyTruncate() throws {
    let shop = try TemporaryLogs()
    try shop.write("a.jsonl", TemporaryLogs.lines(0..<100))
    try shop.ingest()
    try shop.append("a.jsonl", TemporaryLogs.lines(100..<150))
    try shop.copy("a.jsonl", to: "a.jsonl.1")
    try shop.truncate("a.jsonl")
    try shop.append("a.jsonl", TemporaryLogs.lines(200..<210))
    let second = try shop.ingest()
    #expect(try shop.requests == 160)
    #expect(second.duplicates == 0)
  }

  @Test("9: copied elsewhere and emptied with lines unread: said that some may be lost")
  func copyTruncateElsewhere() throws {
    let shop = try TemporaryLogs()
    try shop.write("a.jsonl", TemporaryLogs.lines(0..<100))
    try shop.ingest()
    try shop.truncate("a.jsonl")
    try shop.append("a.jsonl", TemporaryLogs.lines(200..<210))
    try shop.ingest()
    #expect(try shop.requests == 110)
    #expect(shop.notices.contains { $0.kind == .truncated }, "\(shop.notices)")
  }

  @Test("10: rotated away, compressed, and read before it was all read")
  func compressed() throws {
    let shop = try TemporaryLogs()
    try shop.write("a.jsonl", TemporaryLogs.lines(0..<100))
    try shop.ingest()
    try shop.append("a.jsonl", TemporaryLogs.lines(100..<150))
    try shop.move("a.jsonl", to: "a.jsonl.1")
    try shop.run("/bin/gzip", shop.path("a.jsonl.1"))
    let second = try shop.ingest()
    #expect(try shop.requests == 150)
    #expect((second.lines, second.duplicates) == (50, 0))
  }

  @Test("11: a log beside its archive that is still being written")
  func halfArchive() throws {
    let shop = try TemporaryLogs()
    try shop.write("a.jsonl.1", TemporaryLogs.lines(0..<2_000))
    try shop.copy("a.jsonl.1", to: "b")
    try shop.run("/bin/gzip", shop.path("b"))
    let archive = try shop.bytes("b.gz")
    try shop.remove("b.gz")
    try shop.write("a.jsonl.1.gz", archive.prefix(archive.count / 2))
    #expect(try shop.ingest().events == 2_000)
    try shop.remove("a.jsonl.1")
    try shop.write("a.jsonl.1.gz", archive)
    try shop.ingest()
    #expect(try shop.requests == 2_000)
    #expect(!shop.notices.contains { $0.kind.isFailure })
  }

  @Test("23 and 29: a log, its backup, its rotation, its archive and a hard link, all at once")
  func copies() throws {
    let shop = try TemporaryLogs()
    try shop.write("a.jsonl", TemporaryLogs.lines(0..<500))
    for name in ["a.jsonl.bak", "a.jsonl.1", "z"] { try shop.copy("a.jsonl", to: name) }
    try shop.run("/bin/gzip", shop.path("z"))
    try FileManager.default.linkItem(atPath: shop.path("a.jsonl"), toPath: shop.path("linked.jsonl"))
    try shop.ingest()
    #expect(try shop.requests == 500)
  }

  @Test("23: copies of a log that has grown since, or has gone another way, hide nothing of it")
  func olderCopies() throws {
    for isLonger in [true, false] {
      let shop = try TemporaryLogs()
      try shop.write("z.jsonl", TemporaryLogs.lines(0..<50))
      try shop.ingest()
      try shop.append("z.jsonl", TemporaryLogs.lines(50..<60))
      try shop.copy("z.jsonl", to: "a.jsonl.bak")
      try shop.copy("z.jsonl", to: "b.jsonl.bak")
      try shop.append("z.jsonl", TemporaryLogs.lines(100..<120))
      if !isLonger { try shop.append("b.jsonl.bak", TemporaryLogs.lines(200..<205)) }
      try shop.ingest()
      #expect(try shop.requests == (isLonger ? 80 : 85))
      try shop.append("z.jsonl", TemporaryLogs.lines(300..<310))
      try shop.copy("a.jsonl.bak", to: "c.jsonl.bak")
      try shop.ingest()
      #expect(try shop.requests == (isLonger ? 90 : 95))
    }
  }

  @Test("24: two logs that begin alike for more than any fingerprint")
  func equalBeginnings() throws {
    let shop = try TemporaryLogs()
    let head = TemporaryLogs.lines(0..<200)
    try shop.write("a.jsonl", head + TemporaryLogs.lines(1_000..<1_100))
    try shop.write("b.jsonl", head + TemporaryLogs.lines(2_000..<2_100))
    try shop.ingest()
    try shop.append("b.jsonl", TemporaryLogs.lines(3_000..<3_010))
    try shop.ingest()
    #expect(try shop.requests == 410)
  }

  @Test("25: empty files, files of zeros, files of one short line")
  func tiny() throws {
    let shop = try TemporaryLogs()
    try shop.write("empty.jsonl", "")
    try shop.write("zeros.jsonl", [UInt8](repeating: 0, count: 70_000))
    try shop.write("tiny.jsonl", "{\"model\":\"gpt-4o\",\"prompt_tokens\":1,\"completion_tokens\":1}\n")
    try shop.ingest()
    try shop.ingest()
    #expect(try shop.requests == 1)
  }

  @Test("26: a link to a log, to nothing, to itself; and to another log tomorrow")
  func links() throws {
    let shop = try TemporaryLogs()
    let files = FileManager.default
    try shop.write("real.jsonl", TemporaryLogs.lines(0..<10))
    try files.createSymbolicLink(atPath: shop.path("link.jsonl"), withDestinationPath: "real.jsonl")
    try files.createSymbolicLink(atPath: shop.path("nothing.jsonl"), withDestinationPath: "not-there")
    try files.createSymbolicLink(atPath: shop.path("circle.jsonl"), withDestinationPath: "circle.jsonl")
    try files.createSymbolicLink(atPath: shop.path("up"), withDestinationPath: shop.folder + "/logs")
    try shop.ingest()
    #expect(try shop.requests == 10)
    try shop.write("other.jsonl", TemporaryLogs.lines(10..<25))
    try shop.remove("link.jsonl")
    try files.createSymbolicLink(atPath: shop.path("link.jsonl"), withDestinationPath: "other.jsonl")
    try shop.ingest()
    #expect(try shop.requests == 25)
  }

  @Test("27: a folder that is replaced by a link to elsewhere is not followed")
  func linkElsewhere() throws {
    let shop = try TemporaryLogs()
    try FileManager.default.createDirectory(atPath: shop.folder + "/other", withIntermediateDirectories: true)
    try TemporaryLogs.lines(0..<9).write(
      toFile: shop.folder + "/other/secret.jsonl", atomically: false, encoding: .utf8)
    try FileManager.default.createSymbolicLink(
      atPath: shop.path("inside"), withDestinationPath: shop.folder + "/other")
    try shop.write("a.jsonl", TemporaryLogs.lines(100..<110))
    try shop.ingest()
    #expect(try shop.requests == 10)
  }

  @Test("28: pipes, sockets, devices and folders with the name of a log are passed over at once")
  func specialFiles() throws {
    let shop = try TemporaryLogs()
    #expect(mkfifo(shop.path("pipe.jsonl"), 0o600) == 0)
    try FileManager.default.createDirectory(
      atPath: shop.path("folder.jsonl"), withIntermediateDirectories: true)
    try shop.write("a.jsonl", TemporaryLogs.lines(0..<10))
    #expect(try shop.ingest().events == 10)
  }

  @Test("31: deleted while it is open, with lines that were not read")
  func deletedWhileOpen() throws {
    let shop = try TemporaryLogs()
    try shop.write("a.jsonl", TemporaryLogs.lines(0..<100))
    try shop.following {
      try shop.wait(for: 100)
      let handle = try #require(FileHandle(forWritingAtPath: shop.path("a.jsonl")))
      try handle.seekToEnd()
      try shop.remove("a.jsonl")
      try handle.write(contentsOf: Data(TemporaryLogs.lines(100..<150).utf8))
      try shop.wait(for: 150)
      // The writer has not noticed yet, and a new log has the name.
      try shop.write("a.jsonl", TemporaryLogs.lines(500..<510))
      try shop.wait(for: 160)
      try handle.write(contentsOf: Data(TemporaryLogs.lines(150..<170).utf8))
      try handle.close()
      try shop.append("a.jsonl", TemporaryLogs.lines(510..<520))
      try shop.wait(for: 190)
    }
  }
}
