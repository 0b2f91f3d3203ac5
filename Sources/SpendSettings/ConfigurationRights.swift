import Foundation
import SpendCore
import SpendDelivery

/// The rights to a configuration file: who can change it decides which programs its receivers start, who can
/// read it learns the addresses in it.
public struct ConfigurationRights {
  public let path: String
  /// Group or others may write.
  private(set) var isWritableByOthers = false
  private(set) var isReadableByOthers = false
  private(set) var isForeign = false

  public init(path: String) {
    self.path = path
    var status = stat()
    guard stat(path, &status) == 0 else { return }
    isWritableByOthers = status.st_mode & (S_IWGRP | S_IWOTH) != 0
    isReadableByOthers = status.st_mode & S_IROTH != 0
    isForeign = status.st_uid != 0 && status.st_uid != geteuid()
  }

  /// Reason why programs of this configuration must not be started; nil when they may be.
  public var objection: String? {
    if isWritableByOthers { return "others can change the configuration \"\(path)\"" }
    return isForeign ? "the configuration \"\(path)\" belongs to somebody else" : nil
  }

  /// Throws `CommandError` when other users could start a program through the configuration, or read a secret
  /// address in it. Commands that only read accept a file of another user.
  public func check(_ settings: Settings) throws {
    if isReadableByOthers, let receiver = settings.receivers.first(where: \.holdsSecretAddress) {
      throw CommandError(
        message: UserMessage(
          "the configuration \"\(path)\" is not used",
          because: "other users can read it, and the url of the receiver \"\(receiver.name)\" is a secret",
          tryThis: "chmod o-r \(path), or use url_env or url_file"),
        status: .unreadable)
    }
    guard isWritableByOthers, settings.receivers.contains(where: \.startsPrograms) else { return }
    throw CommandError(
      message: UserMessage(
        "the configuration \"\(path)\" is not used",
        because: "other users can change it, and a receiver starts programs", tryThis: "chmod go-w \(path)"),
      status: .unreadable)
  }
}
