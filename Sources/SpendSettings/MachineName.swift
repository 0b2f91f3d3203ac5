import Glibc

/// The name of the machine that the program runs on.
public enum MachineName {
  /// Without a domain; empty when the system has none.
  public static var current: String {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return "" }
    let text = name.withUnsafeBufferPointer { buffer in
      String(decoding: buffer.prefix { $0 != 0 }.lazy.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
    return String(text.prefix { $0 != "." })
  }
}
