import Foundation
import Testing

/// Every call to the system on logs and database fails once: the first, the second, and so on until a
/// run ends without the fault. No run may crash, and the next one finds everything.
///
/// `SPENDTOP_FAULTS=all` tries every error at every call; without it they take turns.
@Suite struct FaultTests {
  private static let takesAll = ProcessInfo.processInfo.environment["SPENDTOP_FAULTS"] == "all"

  private static func lines(_ range: Range<Int>) -> String {
    range.map {
      "{\"ts\":\(1_780_000_000 + $0),\"request_id\":\"fault-\($0)-abcdefgh\",\"model\":\"gpt-4o\",\"prompt_tokens\":\($0 % 50),\"completion_tokens\":1}\n"
    }.joined()
  }

  private func requests(_ program: Program) throws -> Int? {
    let report = try program.run("report", "--since", "2020-01-01", "--format", "json").output
    let object = try JSONSerialization.jsonObject(with: Data(report.utf8)) as? [String: Any]
    return (object?["total"] as? [String: Any])?["requests"] as? Int
  }

  @Test("39 and 32: the n-th call to the system fails, for every n", arguments: [false, true])
  func everyCall(isPersistent: Bool) throws {
    let injector = try FaultInjector()
    defer { injector.remove() }
    // Whoever is interrupted asks again, for ever if it must be.
    let errors = ["EIO", "ENOSPC", "EMFILE", "SHORT"] + (isPersistent ? [] : ["EINTR"])
    var number = isPersistent ? 3 : 1
    while true {
      var wasHit = false
      for error in Self.takesAll ? errors : [errors[number % errors.count]] {
        let program = try Program()
        defer { program.remove() }
        try program.write("logs/a.jsonl", Self.lines(0..<60))
        try program.write("logs/b.jsonl", Self.lines(60..<100))
        // A database that is there already meets other faults than one that is made.
        if number % 2 == 0 { #expect(try program.run("ingest", program.home + "/logs/a.jsonl").status == 0) }
        let run = try program.run(
          ["ingest", program.home + "/logs"],
          environment: injector.environment(
            at: number, error: error, below: program.home, isPersistent: isPersistent))
        wasHit = wasHit || injector.wasHit(program.home)
        #expect(run.status < 100, "call \(number) with \(error): \(run.errors)")
        #expect(
          try program.run("ingest", program.home + "/logs").status == 0, "after call \(number), \(error)")
        #expect(try requests(program) == 100, "after call \(number) with \(error)")
        #expect(try program.run("verify").status == 0, "after call \(number) with \(error)")
      }
      guard wasHit else { break }
      // The short form takes every third call, so that each kind of error meets each kind of call over time;
      // persistent faults differ little from call to call.
      number += Self.takesAll ? 1 : isPersistent ? 13 : 3
    }
    #expect(number > 20, "only \(number) calls were counted")
  }

  @Test("39: a disk that is full for a while stops ingest, which goes on by itself")
  func fullDisk() throws {
    let program = try Program()
    defer { program.remove() }
    let disk = program.home + "/disk"
    try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
    guard try shell("mount -t tmpfs -o size=3m tmpfs \(disk)") == 0 else {
      print("this user may not mount a small disk: left out")
      return
    }
    defer { _ = try? shell("umount -l \(disk)") }
    try program.write("logs/a.jsonl", Self.lines(0..<100))
    let filler = disk + "/filler"
    let process = program.process(["ingest", "--follow", "--db", disk + "/spend.db", program.home + "/logs"])
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    defer {
      process.terminate()
      process.waitUntilExit()
    }
    func stored() throws -> Int? {
      let run = try program.run(
        "report", "--db", disk + "/spend.db", "--since", "2020-01-01", "--format", "json")
      let object = try? JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
      return (object?["total"] as? [String: Any])?["requests"] as? Int
    }
    func wait(for count: Int) throws {
      for _ in 0..<200 where try stored() != count { usleep(100_000) }
      #expect(try stored() == count)
    }
    try wait(for: 100)
    _ = try shell("dd if=/dev/zero of=\(filler) bs=4k 2>/dev/null")
    try program.write("logs/b.jsonl", Self.lines(100..<20_000))
    usleep(1_500_000)
    // Readers go on while the disk is full.
    #expect(try stored() != nil)
    #expect(process.isRunning)
    try FileManager.default.removeItem(atPath: filler)
    _ = try shell("mount -o remount,size=64m \(disk)")
    try wait(for: 20_000)
  }

  private func shell(_ line: String) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", line]
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }

  @Test("33: two hundred growing files with sixty-four descriptors")
  func descriptors() throws {
    let program = try Program()
    defer { program.remove() }
    for round in 0..<2 {
      for number in 0..<200 {
        let path = "logs/f\(number).jsonl"
        let text = (0...round).map { Self.lines(number * 10 + $0..<number * 10 + $0 + 1) }.joined()
        try program.write(path, text)
      }
      let arguments = "ulimit -n 64; exec '\(Program.path)' ingest '\(program.home)/logs'"
      let process = program.process([])
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments = ["-c", arguments]
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
    }
    #expect(try requests(program) == 400)
  }

  @Test("30: a file that may not be read is said, once, and read when it may be")
  func permissions() throws {
    guard getuid() != 0 else {
      print("root may read everything: left out")
      return
    }
    let program = try Program()
    defer { program.remove() }
    try program.write("logs/a.jsonl", Self.lines(0..<10))
    chmod(program.home + "/logs/a.jsonl", 0)
    let run = try program.run("ingest", program.home + "/logs")
    #expect(run.status == 3)
    chmod(program.home + "/logs/a.jsonl", 0o600)
    #expect(try program.run("ingest", program.home + "/logs").status == 0)
    #expect(try requests(program) == 10)
  }
}

/// A library that stands between a program and the system, and lets one call on files below a folder fail.
private struct FaultInjector {
  private let library: PreloadedLibrary

  init() throws {
    library = try PreloadedLibrary(source: Self.source)
  }

  func remove() {
    library.remove()
  }

  func environment(at number: Int, error: String, below home: String, isPersistent: Bool) -> [String: String]
  {
    [
      "LD_PRELOAD": library.path, "FAULT_AT": "\(number)", "FAULT_ERROR": error, "FAULT_BELOW": home,
      "FAULT_MARK": home + "/fault-was-hit", "FAULT_PERSISTS": isPersistent ? "1" : "",
      "SWIFT_BACKTRACE": "enable=no",
    ]
  }

  func wasHit(_ home: String) -> Bool {
    FileManager.default.fileExists(atPath: home + "/fault-was-hit")
  }

  private static let source = #"""
    #define _GNU_SOURCE
    #include <dlfcn.h>
    #include <errno.h>
    #include <fcntl.h>
    #include <stdarg.h>
    #include <stdatomic.h>
    #include <stdlib.h>
    #include <string.h>
    #include <sys/stat.h>
    #include <unistd.h>

    static atomic_int calls;
    static unsigned char watched[4096];

    static const char *setting(const char *name) { const char *v = getenv(name); return v ? v : ""; }
    static int ours(const char *path) {
      const char *below = setting("FAULT_BELOW");
      return *below && path && !strncmp(path, below, strlen(below)) && !strstr(path, "fault-was-hit") && !strstr(path, "/out-");
    }
    static int watches(int fd) { return fd >= 0 && fd < 4096 && watched[fd]; }
    /* Whether this call is to fail; `shortens` tells reads that may be cut instead. */
    static int fails(int shortens, int *cut) {
      int number = atomic_fetch_add(&calls, 1) + 1, at = atoi(setting("FAULT_AT"));
      int isDue = *setting("FAULT_PERSISTS") ? number >= at : number == at;
      if (!isDue || !at) return 0;
      int (*real)(const char *, int, ...) = dlsym(RTLD_NEXT, "open");
      int mark = real(setting("FAULT_MARK"), O_CREAT | O_WRONLY, 0600);
      if (mark >= 0) close(mark);
      const char *name = setting("FAULT_ERROR");
      if (!strcmp(name, "SHORT")) { if (shortens) { *cut = 1; return 0; } errno = EIO; return 1; }
      errno = !strcmp(name, "ENOSPC") ? ENOSPC : !strcmp(name, "EINTR") ? EINTR : !strcmp(name, "EMFILE") ? EMFILE : EIO;
      return 1;
    }

    #define OPEN(name) \
      int name(const char *path, int flags, ...) { \
        va_list list; va_start(list, flags); int mode = va_arg(list, int); va_end(list); \
        int cut = 0; \
        if (ours(path) && fails(0, &cut)) return -1; \
        int (*real)(const char *, int, ...) = dlsym(RTLD_NEXT, #name); \
        int fd = real(path, flags, mode); \
        if (fd >= 0 && fd < 4096) watched[fd] = ours(path); \
        return fd; \
      }
    OPEN(open)
    OPEN(open64)

    #define READ(name, offset) \
      ssize_t name(int fd, void *buffer, size_t count, offset at) { \
        int cut = 0; \
        if (watches(fd) && fails(1, &cut)) return -1; \
        ssize_t (*real)(int, void *, size_t, offset) = dlsym(RTLD_NEXT, #name); \
        return real(fd, buffer, cut && count > 1 ? count / 2 : count, at); \
      }
    READ(pread, off_t)
    READ(pread64, off64_t)

    #define WRITE(name, offset) \
      ssize_t name(int fd, const void *buffer, size_t count, offset at) { \
        int cut = 0; \
        if (watches(fd) && fails(1, &cut)) return -1; \
        ssize_t (*real)(int, const void *, size_t, offset) = dlsym(RTLD_NEXT, #name); \
        return real(fd, buffer, cut && count > 1 ? count / 2 : count, at); \
      }
    WRITE(pwrite, off_t)
    WRITE(pwrite64, off64_t)

    #define SYNC(name) \
      int name(int fd) { \
        int cut = 0; \
        if (watches(fd) && fails(0, &cut)) return -1; \
        int (*real)(int) = dlsym(RTLD_NEXT, #name); \
        return real(fd); \
      }
    SYNC(fsync)
    SYNC(fdatasync)

    #define STAT(name, kind) \
      int name(int fd, kind *status) { \
        int cut = 0; \
        if (watches(fd) && fails(0, &cut)) return -1; \
        int (*real)(int, kind *) = dlsym(RTLD_NEXT, #name); \
        return real(fd, status); \
      }
    STAT(fstat, struct stat)
    STAT(fstat64, struct stat64)

    int close(int fd) {
      if (fd >= 0 && fd < 4096) watched[fd] = 0;
      int (*real)(int) = dlsym(RTLD_NEXT, "close");
      return real(fd);
    }
    """#
}
