import Foundation
import GRDB
import Testing

/// A rebuild takes the place of a database only when that is right, and at no moment is there none.
@Suite struct RebuildTests {
  private let program: Program
  private let database: String
  private let logs: String

  init() throws {
    program = try Program()
    database = program.home + "/data/spendtop/spend.db"
    logs = program.home + "/logs"
    try program.write("logs/a.jsonl", EnvironmentFaultTests.lines(0..<200))
  }

  private func ingest() throws {
    #expect(try program.run("ingest", logs).status == 0)
  }

  private func requests() throws -> Int? {
    let run = try program.run("report", "--since", "2020-01-01", "--format", "json")
    let object = try? JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
    return (object?["total"] as? [String: Any])?["requests"] as? Int
  }

  /// Names in the folder of the database, but those that belong to it while it is used.
  private func names(in folder: String? = nil) throws -> [String] {
    let usual = ["spend.db", "spend.db-wal", "spend.db-shm", "spend.db.writer"]
    return try FileManager.default.contentsOfDirectory(atPath: folder ?? program.home + "/data/spendtop")
      .filter { !usual.contains($0) }.sorted()
  }

  private func change(_ path: String, _ sql: String) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
    try queue.close()
  }

  @Test("a database of another program stays as it is, and nothing is written beside it")
  func foreign() throws {
    defer { program.remove() }
    let other = program.home + "/other/app.db"
    try program.write("other/app.db", "")
    try change(other, "CREATE TABLE t (a)")
    let before = try Data(contentsOf: URL(fileURLWithPath: other))
    for arguments in [["rebuild"], ["rebuild", "--replace"]] {
      let run = try program.run(arguments + ["--db", other, logs])
      #expect(run.status == 3)
      #expect(run.errors.contains("the database belongs to another program"), "\(run.errors)")
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: other)) == before)
    #expect(try names(in: program.home + "/other") == ["app.db"])
  }

  @Test("a database of a newer version stays as it is")
  func newer() throws {
    defer { program.remove() }
    try ingest()
    try change(database, "PRAGMA user_version = 999")
    let run = try program.run("rebuild", logs)
    #expect(run.status == 3)
    #expect(run.errors.contains("schema version 999"), "\(run.errors)")
    #expect(try names().isEmpty)
  }

  @Test("a database that cannot be read for the moment is not called damaged")
  func unreadable() throws {
    defer { program.remove() }
    guard getuid() == 0, access("/usr/bin/setpriv", X_OK) == 0 else {
      print("another user's part is played by root with setpriv: left out")
      return
    }
    try ingest()
    let run = try program.run(
      ["rebuild", "--db", database, logs],
      through: ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"])
    #expect(run.status == 3)
    #expect(try names().isEmpty)

    let library = try PreloadedLibrary(source: Self.failingReads)
    defer { library.remove() }
    let broken = try program.run(
      ["rebuild", logs], environment: ["LD_PRELOAD": library.path, "FAILING": database])
    #expect(broken.status == 3)
    #expect(broken.errors.contains("Input/output error"), "\(broken.errors)")
    #expect(try names().isEmpty)
    #expect(try requests() == 200)
  }

  /// Reading the file that `FAILING` names fails with EIO.
  private static let failingReads = #"""
    #define _GNU_SOURCE
    #include <dlfcn.h>
    #include <errno.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <string.h>
    #include <unistd.h>

    static int fails(int fd) {
      char link[64], path[4096];
      snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
      ssize_t n = readlink(link, path, sizeof path - 1);
      const char *wanted = getenv("FAILING");
      if (n < 0 || !wanted) return 0;
      path[n] = 0;
      return strcmp(path, wanted) == 0;
    }
    ssize_t pread64(int fd, void *to, size_t n, off64_t at) {
      ssize_t (*real)(int, void *, size_t, off64_t) = dlsym(RTLD_NEXT, "pread64");
      if (at > 0 && fails(fd)) { errno = EIO; return -1; }
      return real(fd, to, n, at);
    }
    ssize_t read(int fd, void *to, size_t n) {
      ssize_t (*real)(int, void *, size_t) = dlsym(RTLD_NEXT, "read");
      if (lseek(fd, 0, SEEK_CUR) > 0 && fails(fd)) { errno = EIO; return -1; }
      return real(fd, to, n);
    }
    ssize_t pread(int fd, void *to, size_t n, off_t at) {
      ssize_t (*real)(int, void *, size_t, off_t) = dlsym(RTLD_NEXT, "pread");
      if (at > 0 && fails(fd)) { errno = EIO; return -1; }
      return real(fd, to, n, at);
    }
    """#

  @Test("a new database without a request takes no place, unless told to", arguments: [true, false])
  func empty(isDamaged: Bool) throws {
    defer { program.remove() }
    try ingest()
    if isDamaged { try program.write("data/spendtop/spend.db", String(repeating: "x", count: 40_000)) }
    try FileManager.default.removeItem(atPath: logs + "/a.jsonl")
    let run = try program.run("rebuild")
    #expect(run.status == 1)
    #expect(run.errors.contains("stays"), "\(run.errors)")
    if !isDamaged { #expect(try requests() == 200) }
    #expect(
      try names()
        == (isDamaged
          ? []
          : ["spend.db.rebuilt", "spend.db.rebuilt-shm", "spend.db.rebuilt-wal", "spend.db.rebuilt.writer"]))
    #expect(try program.run("rebuild", "--replace").status == 0)
    #expect(try names().contains { $0.contains(isDamaged ? ".damaged-" : ".before-") })
    #expect(try requests() == 0)
  }

  @Test(
    "killed at each of its steps it leaves a whole database, and the next one leaves nothing behind",
    arguments: ["rebuilt", "named", "unlogged", "swapped"])
  func killed(step: String) throws {
    defer { program.remove() }
    try program.run(["ingest", logs], environment: ["SPENDTOP_CRASH_AT": "commit:1"])
    try ingest()
    let run = try program.run(["rebuild", logs], environment: ["SPENDTOP_CRASH_AT": step])
    #expect(run.isKilled, "the step \(step) was not reached")
    #expect(try requests() == 200)
    #expect(try program.run("verify").status == 0)
    let again = try program.run("rebuild")
    #expect(again.status == 0, "\(again.errors)")
    #expect(again.output.contains("200 requests from 1 source, the same as before"), "\(again.output)")
    #expect(try requests() == 200)
    let copies = try names()
    #expect(copies.allSatisfy { $0.contains(".before-") && !$0.hasSuffix("-wal") }, "\(copies)")
    #expect(copies.count == (step == "swapped" ? 2 : 1), "\(copies)")
    for copy in copies {
      #expect(try program.run("verify", "--db", program.home + "/data/spendtop/" + copy).status == 0)
    }
  }

  @Test("a damaged database keeps its log beside it when the rebuild is killed")
  func killedOverDamage() throws {
    defer { program.remove() }
    try ingest()
    try program.write("data/spendtop/spend.db", String(repeating: "x", count: 40_000))
    try program.write("data/spendtop/spend.db-wal", "what only a person can mend")
    let log = Data("what only a person can mend".utf8)
    for step in ["named", "unlogged", "swapped"] {
      let run = try program.run(["rebuild", logs], environment: ["SPENDTOP_CRASH_AT": step])
      #expect(run.isKilled, "the step \(step) was not reached")
      let copies = try names().filter { $0.contains(".damaged-") && $0.hasSuffix("-wal") }
      let kept = try copies.map {
        try Data(contentsOf: URL(fileURLWithPath: program.home + "/data/spendtop/" + $0))
      }
      #expect(kept.contains(log), "\(step): \(copies)")
    }
    #expect(try requests() == 200)
    #expect(try program.run("verify").status == 0)
  }

  @Test("rebuilds within one second keep a copy each")
  func manyCopies() throws {
    defer { program.remove() }
    try ingest()
    for _ in 0..<4 { #expect(try program.run("rebuild").status == 0) }
    #expect(try names().count { $0.contains(".before-") && !$0.hasSuffix("-wal") } == 4)
  }

  /// The thread sanitizer reads a file of its own, which the limit on files would cut.
  private static let canLimitFiles = Program.sanitizerOptions["TSAN_OPTIONS"] == nil

  @Test(
    "a rebuild that fails leaves nothing behind, nor what one that was killed has left",
    .enabled(if: canLimitFiles))
  func leftovers() throws {
    defer { program.remove() }
    try ingest()
    for name in ["rebuilt", "rebuilt-wal", "rebuilt.writer"] {
      try program.write("data/spendtop/spend.db.\(name)", "left")
    }
    let run = try program.run(
      ["rebuild"], through: ["/bin/sh", "-c", "trap '' XFSZ; ulimit -f 200; exec \"$0\" \"$@\""])
    #expect(run.status == 3, "\(run.errors)")
    #expect(try names() == [])
  }

  @Test("a rebuild whose answer nobody reads is made whole")
  func unread() throws {
    defer { program.remove() }
    try ingest()
    try program.write("logs/a.jsonl", EnvironmentFaultTests.lines(0..<150))
    let pipe = Pipe()
    try pipe.fileHandleForReading.close()
    let rebuild = program.process(["rebuild", "--replace"])
    rebuild.standardOutput = pipe
    try rebuild.run()
    rebuild.waitUntilExit()
    #expect(try requests() == 150)
    #expect(try names().count == 1)
  }

  @Test("what stands in the way is told in the words of the other commands")
  func refusals() throws {
    defer { program.remove() }
    try ingest()
    let follower = try Follower(program, [logs])
    follower.wait(for: 200)
    let busy = try program.run("rebuild")
    #expect(busy.status == 75)
    #expect(busy.errors.contains("process \(follower.process.processIdentifier) "), "\(busy.errors)")
    #expect(follower.end() == 0)
    let missing = try program.run("rebuild", "--db", program.home + "/none.db")
    #expect(missing.status == 3)
    #expect(missing.errors.contains("there is no database"))
  }
}
