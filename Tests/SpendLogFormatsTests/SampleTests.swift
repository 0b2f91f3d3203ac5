import SpendCore
import SpendLogFormats
import Testing

/// What a decoder said of an event, kept beyond the line.
struct Decoded {
  var requestID: String
  var provider: String
  var model: String
  var queryType: String
  var feature: String
  var tier: String
  var region: String
  var user: String
  var customer: String
  var team: String
  var session: String
  var project: String
  var environment: String
  var tags: String
  var key: String
  var tokens: TokenCounts
  var webSearches: Int32?
  var units: BilledUnits?
  var cost: Money?
  var outcome: Outcome
  var errorClass: ErrorClass?
  var time: Instant?
  var latency: Int32?
  var firstToken: Int32?
  var format: String
  var line: Int
  var identity: String
  var isSnapshot: Bool
  var isStream: Bool?
  var totals: TotalConsistency
  var isSeveral: Bool
}

/// Decodes whole texts the way the ingest does: line by line, with room behind every line.
struct Reader {
  var events: [Decoded] = []
  var rejects: [Int: LineRejection] = [:]
  var ignored = 0
  var unrecognised = 0

  init(
    _ text: [UInt8], forced: String? = nil, mappings: [FieldMapping] = [], fileTime: Instant? = nil
  ) {
    let decoder = LogDecoder(forced: forced, mappings: mappings)
    decoder.fileTime = fileTime
    let padded = text + [UInt8](repeating: 0, count: 64)
    padded.withUnsafeBytes { bytes in
      var start = 0
      var number = 0
      var searchFrom = 0
      while start < text.count {
        let end = text[searchFrom...].firstIndex(of: 0x0A) ?? text.count
        var lineEnd = end
        if lineEnd > start, text[lineEnd - 1] == 0x0D { lineEnd -= 1 }
        var line = RawLine(
          bytes: UnsafeRawBufferPointer(rebasing: bytes[start..<lineEnd]), offset: Int64(start),
          number: Int64(number + 1))
        line.mayContinue = end < text.count
        var goesOn = false
        if line.bytes.contains(where: { $0 > 0x20 }) {
          do throws(LineRejection) {
            switch try decoder.decode(line, emit: { take($0, number + 1) }) {
            case .continues: goesOn = end < text.count
            case .ignored: ignored += 1
            case .unrecognised: unrecognised += 1
            case .broken(let length, let reason):
              number += 1
              rejects[number] = reason
              start += length + 1
              searchFrom = start
              continue
            case .events: break
            }
          } catch {
            rejects[number + 1] = error
          }
        }
        searchFrom = end + 1
        if goesOn { continue }
        number += 1
        start = end + 1
      }
    }
  }

  init(
    _ text: String, forced: String? = nil, mappings: [FieldMapping] = [], fileTime: Instant? = nil
  ) {
    self.init(Array(text.utf8), forced: forced, mappings: mappings, fileTime: fileTime)
  }

  private mutating func take(_ draft: borrowing EventDraft, _ line: Int) {
    events.append(
      Decoded(
        requestID: draft.requestID.string, provider: draft.provider.string, model: draft.model.string,
        queryType: draft.queryType.string, feature: draft.feature.string, tier: draft.tier.string,
        region: draft.region.string,
        user: draft.user.string, customer: draft.customer.string, team: draft.team.string,
        session: draft.session.string,
        project: draft.project.string, environment: draft.environment.string, tags: draft.tags.string,
        key: draft.key.string,
        tokens: draft.tokens, webSearches: draft.webSearches, units: draft.units, cost: draft.loggedCost,
        outcome: draft.outcome, errorClass: draft.errorClass,
        time: draft.time, latency: draft.latencyMilliseconds, firstToken: draft.firstTokenMilliseconds,
        format: "\(draft.format)", line: line, identity: draft.identityKey.string,
        isSnapshot: draft.isSnapshot,
        isStream: draft.isStream, totals: draft.totals.check, isSeveral: draft.isSeveral))
  }

  /// What is left of several records of one request.
  var settled: [Decoded] {
    var result: [Decoded] = []
    for event in events {
      let same = result.firstIndex { !event.identity.isEmpty && $0.identity == event.identity }
      guard let same else {
        result.append(event)
        continue
      }
      let isLarger =
        (event.tokens.output ?? -1, event.time?.microseconds ?? 0)
        > (result[same].tokens.output ?? -1, result[same].time?.microseconds ?? 0)
      if event.isSnapshot, isLarger {
        result[same] = event
      }
    }
    return result
  }
}

@Suite struct SampleTests {
  @Test("an explicit query type comes before the address that was called")
  func explicitQueryType() {
    let usage =
      "\"object\":\"chat.completion\",\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}"
    let url = "\"url\":\"https://api.openai.com/v1/chat/completions\""
    let lines = """
      {\(url),"metadata":{"query_type":"rag"},"request":{"model":"gpt-4o"},"response":{"id":"explicit-000001",\(usage)}}
      {\(url),"request":{"model":"gpt-4o"},"response":{"id":"explicit-000002",\(usage)}}
      """
    #expect(Reader(lines).events.map(\.queryType) == ["rag", "chat"])
  }

  @Test("a key is shown by its last characters, a name of a key as it is")
  func keys() {
    let start = "{\"model\":\"gpt-4o\",\"tokens_in\":1,\"tokens_out\":1"
    let lines = """
      \(start),"api_key":"sk-live-0123456789abcd"}
      \(start),"key_alias":"search-team-production"}
      """
    #expect(Reader(lines).events.map(\.key) == ["…abcd", "search-team-production"])
  }

  @Test("every format reads its own samples", arguments: FormatRegistry.all.map { "\($0.name)" })
  func samples(name: String) throws {
    let format = try #require(FormatRegistry.format(named: name))
    #expect(!format.samples.isEmpty)
    for sample in format.samples {
      let reader = Reader(sample.lines)
      #expect(reader.rejects.isEmpty)
      let settled = reader.settled
      #expect(settled.count == sample.expected.count)
      for (event, expected) in zip(settled, sample.expected) {
        #expect(event.requestID == expected.requestID)
        #expect(event.provider == expected.provider)
        #expect(event.model == expected.model)
        #expect(event.queryType == expected.queryType)
        #expect(event.feature == expected.feature)
        #expect(event.tokens == expected.tokens)
        #expect(event.cost?.decimalString == expected.cost)
        #expect(event.outcome == expected.outcome)
        #expect(event.format == name)
      }
    }
  }
}
