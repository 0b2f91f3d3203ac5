import Foundation

/// A library that stands between a program and the system and bends what the program sees of it:
/// watches are refused, the clock jumps, inodes change from look to look and kinds of entries are not
/// told.
struct SyscallFaults {
  private let library: PreloadedLibrary

  init() throws {
    library = try PreloadedLibrary(source: Self.source)
  }

  func remove() {
    library.remove()
  }

  enum Bend {
    /// No directory can be watched: the system's limit is reached.
    case noWatches
    /// The clock on the wall shows what `setClock` says.
    case clock
    /// Files below this path have another inode whenever they are looked at.
    case inodes(below: String)
    /// Every disk is another machine's.
    case networkDisk
    /// Nothing is bent: openings of files below this path are counted, see `openings`.
    case openings(below: String)
  }

  func environment(_ bend: Bend) -> [String: String] {
    let variable: [String: String] =
      switch bend {
      case .noWatches: ["WORLD_NO_WATCHES": "1"]
      case .clock: ["WORLD_CLOCK": library.folder + "/clock"]
      case .inodes(let path): ["WORLD_INODES": path]
      case .networkDisk: ["WORLD_NETWORK": "1"]
      case .openings(let path): ["WORLD_OPENINGS": path, "WORLD_OPENED": opened]
      }
    return variable.merging(["LD_PRELOAD": library.path]) { $1 }
  }

  private var opened: String { library.folder + "/opened" }

  /// How often files were opened so far: each left a byte.
  var openings: Int {
    let attributes = try? FileManager.default.attributesOfItem(atPath: opened)
    return attributes?[.size] as? Int ?? 0
  }

  /// Sets the clock so many seconds off.
  func setClock(_ seconds: Int) throws {
    // In one piece: the program may read it at any time.
    try "\(seconds)".write(toFile: library.folder + "/clock", atomically: true, encoding: .utf8)
  }

  private static let source = #"""
    #define _GNU_SOURCE
    #include <dirent.h>
    #include <dlfcn.h>
    #include <errno.h>
    #include <fcntl.h>
    #include <stdarg.h>
    #include <stdatomic.h>
    #include <stdint.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <string.h>
    #include <sys/stat.h>
    #include <sys/statfs.h>
    #include <sys/time.h>
    #include <time.h>
    #include <unistd.h>

    static const char *setting(const char *name) { const char *v = getenv(name); return v ? v : ""; }

    int inotify_add_watch(int fd, const char *path, uint32_t mask) {
      if (*setting("WORLD_NO_WATCHES")) { errno = ENOSPC; return -1; }
      int (*real)(int, const char *, uint32_t) = dlsym(RTLD_NEXT, "inotify_add_watch");
      return real(fd, path, mask);
    }

    static long jump(void) {
      const char *path = setting("WORLD_CLOCK");
      if (!*path) return 0;
      char text[32] = {0};
      int fd = open(path, O_RDONLY | O_CLOEXEC);
      if (fd < 0) return 0;
      if (read(fd, text, sizeof text - 1) < 0) text[0] = 0;
      close(fd);
      return atol(text);
    }
    int clock_gettime(clockid_t clock, struct timespec *when) {
      int (*real)(clockid_t, struct timespec *) = dlsym(RTLD_NEXT, "clock_gettime");
      int status = real(clock, when);
      if (clock == CLOCK_REALTIME) when->tv_sec += jump();
      return status;
    }
    int gettimeofday(struct timeval *when, void *zone) {
      int (*real)(struct timeval *, void *) = dlsym(RTLD_NEXT, "gettimeofday");
      int status = real(when, zone);
      when->tv_sec += jump();
      return status;
    }
    time_t time(time_t *when) {
      struct timespec now;
      clock_gettime(CLOCK_REALTIME, &now);
      if (when) *when = now.tv_sec;
      return now.tv_sec;
    }

    static int isBelow(const char *path, const char *folder) {
      return *folder && path && !strncmp(path, folder, strlen(folder));
    }
    static void note(void) {
      int (*real)(const char *, int, ...) = dlsym(RTLD_NEXT, "open");
      int fd = real(setting("WORLD_OPENED"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
      if (fd < 0 || write(fd, "1", 1) < 1) abort();
      close(fd);
    }
    #define OPEN(name) \
      int name(const char *path, int flags, ...) { \
        va_list list; va_start(list, flags); int mode = va_arg(list, int); va_end(list); \
        int (*real)(const char *, int, ...) = dlsym(RTLD_NEXT, #name); \
        if (isBelow(path, setting("WORLD_OPENINGS"))) note(); \
        return real(path, flags, mode); \
      }
    OPEN(open)
    OPEN(open64)

    int statfs(const char *path, struct statfs *status) {
      int (*real)(const char *, struct statfs *) = dlsym(RTLD_NEXT, "statfs");
      int result = real(path, status);
      if (!result && *setting("WORLD_NETWORK")) status->f_type = 0x6969;
      return result;
    }

    static atomic_long looks;
    static int ours(const char *path) { return isBelow(path, setting("WORLD_INODES")); }
    static int isOurs(int fd) {
      char link[64], path[4096];
      snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
      ssize_t count = readlink(link, path, sizeof path - 1);
      if (count <= 0) return 0;
      path[count] = 0;
      return ours(path);
    }
    static void bend(struct stat *status) { status->st_ino = 1000 + atomic_fetch_add(&looks, 1); }

    int stat(const char *restrict path, struct stat *restrict status) {
      int (*real)(const char *, struct stat *) = dlsym(RTLD_NEXT, "stat");
      int result = real(path, status);
      if (!result && ours(path)) bend(status);
      return result;
    }
    int fstat(int fd, struct stat *status) {
      int (*real)(int, struct stat *) = dlsym(RTLD_NEXT, "fstat");
      int result = real(fd, status);
      if (!result && isOurs(fd)) bend(status);
      return result;
    }
    int fstatat(int fd, const char *restrict path, struct stat *restrict status, int flags) {
      int (*real)(int, const char *, struct stat *, int) = dlsym(RTLD_NEXT, "fstatat");
      int result = real(fd, path, status, flags);
      if (!result && (*path == '/' ? ours(path) : isOurs(fd))) bend(status);
      return result;
    }
    struct dirent *readdir(DIR *directory) {
      struct dirent *(*real)(DIR *) = dlsym(RTLD_NEXT, "readdir");
      struct dirent *entry = real(directory);
      if (entry && *setting("WORLD_INODES")) { entry->d_type = DT_UNKNOWN; entry->d_ino = 1; }
      return entry;
    }
    """#
}
