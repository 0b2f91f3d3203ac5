import SpendCore

/// The requests of a chat in Visual Studio Code, as far as later changes of them are needed to read their usage.
struct EditorChat: Codable {
  struct Request: Codable {
    var id = ""
    /// Microseconds.
    var time: Int64?
    var model = ""
    var prompt: Int32?
    var output: Int32?
  }

  var session = ""
  /// The newest requests; `first` is the place of the first of them in the chat.
  private(set) var requests: [Request] = []
  private var first = 0

  private static let mostRequests = 512

  /// The request at a place; nil for one that is not known any more.
  subscript(place: Int) -> Request? {
    get { requests.indices.contains(place - first) ? requests[place - first] : nil }
    set {
      guard let newValue, requests.indices.contains(place - first) else { return }
      requests[place - first] = newValue
    }
  }

  mutating func append(_ request: Request) {
    if requests.count >= Self.mostRequests {
      requests.removeFirst()
      first += 1
    }
    requests.append(request)
  }

  /// Forgets the requests from a place on: the user took them back.
  mutating func truncate(to count: Int) {
    requests.removeLast(min(requests.count, max(0, first + requests.count - count)))
  }
}
