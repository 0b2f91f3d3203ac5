import Foundation
import SpendCore

/// Who may change a configuration: who can, decides which programs its receivers start.
struct ConfigurationRights {
  let path: String
  /// Group or others may write.
  private(set) var isWritableByOthers = false
  private(set) var isForeign = false

  init(path: String) {
    self.path = path
    var status = stat()
    guard stat(path, &status) == 0 else { return }
    isWritableByOthers = status.st_mode & (S_IWGRP | S_IWOTH) != 0
    isForeign = status.st_uid != 0 && status.st_uid != geteuid()
  }

  /// Why no program that it names may be started; nil when they may be.
  var objection: String? {
    if isWritableByOthers { return "others can change the configuration \"\(path)\"" }
    return isForeign ? "the configuration \"\(path)\" belongs to somebody else" : nil
  }

  /// Throws `Failure` when others could have a program started through it. Who only reads may do so with a
  /// file of somebody else.
  func check(_ settings: Settings) throws {
    guard isWritableByOthers, settings.receivers.contains(where: \.startsPrograms) else { return }
    throw Failure(
      message: UserMessage(
        "the configuration \"\(path)\" is not used",
        because: "others can change it, and a receiver starts programs", tryThis: "chmod go-w \(path)"),
      status: .unreadable)
  }
}

extension Receiver {
  /// Whether the configuration says which program is started.
  var startsPrograms: Bool { !command.isEmpty }
}
