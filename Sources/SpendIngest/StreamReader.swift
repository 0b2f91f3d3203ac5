import Glibc
import SpendCore
import SpendLogFormats

/// Reads streams into blocks: one for each parser thread, reused from file to file.
///
/// A block ends at a line's end and carries the checkpoint that covers it, the decoder's memory
/// included, so that going on after any block gives what one reading gives.
final class StreamReader {
  private var splitter = LineSplitter()
  private let assembler: EventBuilder
  private let mappings: [FieldMapping]
  private let zone: Zone
  private let workspace = DecoderWorkspace()
  /// The progress of the reading that ended with an error.
  private var lastReading: Reading?

  /// Decompressed bytes and events after which a block is cut.
  private static let blockBytes: Int64 = 512 << 10
  private static let blockEvents = 4_096
  /// Bytes of split lines that a checkpoint may hold within a file, and bytes after which it may hold more.
  private static let usualPartialBytes = 64 << 10
  private static let partialBlockBytes: Int64 = 32 << 20

  init(_ setup: IngestSetup) {
    workspace.portkeyCost = setup.portkeyCost
    assembler = EventBuilder(setup)
    mappings = setup.mappings
    zone = setup.zone
  }

  /// A stream that is being read, and the decoder of its lines.
  private struct OpenStream {
    var reading: Reading
    var source: any ByteSource
    var decoder: LogDecoder
    /// The way to the checkpoint in compressed data; nil once it is reached.
    var search: TailHasher?
  }

  /// The stream that the last slice left open.
  private var open: OpenStream?

  /// The job of a stream that a slice left in its middle; nil when none is open.
  var openJob: ReadJob? { open?.reading.job }

  /// Reads to the end, or for a slice of time. `deliver` returns false to stop; `progress` receives the bytes
  /// of the file that were used since its last call.
  ///
  /// - Parameter slice: The time after which reading is left off at the next block; nil to read to the end.
  func read(
    _ job: ReadJob, until stop: StopSignal? = nil, slice: Duration? = nil, deliver: (CommitUnit) -> Bool,
    progress: (Int64) -> Void
  ) -> ReadOutcome {
    let deadline = slice.map { ContinuousClock.now + $0 }
    var stream: OpenStream?
    do {
      if job.parked == nil { open = nil }
      var current = try open ?? begin(job, until: stop)
      open = nil
      current.reading.job.index = job.index
      stream = current
      guard try goToCheckpoint(&current, until: deadline) else {
        progress(current.source.inputOffset - current.reading.reportedBytes)
        current.reading.reportedBytes = current.source.inputOffset
        open = current
        return ReadOutcome(job: job.index, end: .sliced)
      }
      stream = current
      let end = try readLines(
        &current.reading, current.source, current.decoder, until: deadline, deliver: deliver,
        progress: progress)
      progress(current.source.inputOffset - current.reading.reportedBytes)
      if case .sliced = end {
        current.reading.reportedBytes = current.source.inputOffset
        open = current
      }
      var outcome = ReadOutcome(job: job.index, end: end)
      if case .midway = end { outcome.unfinishedBytes = splitter.unreadBytes }
      return outcome
    } catch let error as ReadError {
      // Data read up to here is good; the rest is tried again when the file changes.
      if var stream, splitter.listPlace == .outside {
        stream.reading = lastReading ?? stream.reading
        if stream.reading.from < splitter.offset {
          _ = deliver(stream.reading.cut(splitter, assembler, decoder: stream.decoder))
        }
      } else {
        // Inside a list what comes next would not be known for an element: it is read again from the block
        // before.
        _ = assembler.takeBlock()
      }
      if error == .unfinished { return ReadOutcome(job: job.index, end: .midway) }
      if error == .stopped { return ReadOutcome(job: job.index, end: .stopped) }
      let isOfSystem = if case .system = error { true } else { false }
      return ReadOutcome(job: job.index, end: .failed(error.message, mayPass: isOfSystem))
    } catch {
      return ReadOutcome(job: job.index, end: .failed("\(error)", mayPass: true))
    }
  }

  private func begin(_ job: ReadJob, until stop: StopSignal?) throws -> OpenStream {
    var reading = Reading(job: job, checkpoint: job.checkpoint, head: job.head)
    let source = try job.open(until: stop)
    let tail = try reading.tailBeforeCheckpoint()
    let database = source as? DatabaseSource
    reading.position = database.map { database in { database.position(at: $0) } }
    let memory = LogDecoder(
      resuming: database == nil ? job.checkpoint.decoderState : [], forced: job.source.format,
      mappings: mappings, columns: job.source.columns, workspace: workspace)
    memory.path = job.log.path
    memory.fileTime = job.fallbackTime
    memory.head = job.head
    splitter.begin(offset: job.checkpoint.offset, tail: tail, listPlace: memory.listPlace)
    assembler.begin(
      source: job.source, path: job.log.path, fallbackTime: job.fallbackTime,
      record: { memory.field($0) })
    let search =
      job.codec.isDecoded && job.checkpoint.offset > 0 ? TailHasher(offsets: [job.checkpoint.offset]) : nil
    return OpenStream(reading: reading, source: source, decoder: memory, search: search)
  }

  /// Brings compressed data to the committed offset. False when the deadline passed before.
  private func goToCheckpoint(
    _ stream: inout OpenStream, until deadline: ContinuousClock.Instant?
  ) throws -> Bool {
    guard var search = stream.search else { return true }
    stream.search = nil
    let isThere = try search.run(stream.source, until: deadline)
    guard isThere else {
      stream.search = search
      return false
    }
    splitter.begin(
      offset: stream.reading.from, tail: search.tails[0] ?? [], listPlace: stream.decoder.listPlace)
    return true
  }

  /// State of the stream being read.
  private struct Reading {
    var job: ReadJob
    /// State as of the last block.
    var checkpoint: StreamCheckpoint
    var head: [UInt8]
    var line: Int64
    /// Lines that were joined with the first of the record that is read.
    var joined: Int64 = 0
    var reportedBytes: Int64 = 0
    var decoderState: [UInt8]
    var format: String
    /// Provider report rows since the last block.
    var aggregates: [ProviderAggregate] = []
    /// Hardware readings since the last block.
    var hardware = HardwareHours()
    /// Position of a source other than a file, by consumed offset.
    var position: ((Int64) -> [UInt8])?

    init(job: ReadJob, checkpoint: StreamCheckpoint, head: [UInt8]) {
      self.job = job
      self.checkpoint = checkpoint
      self.head = head
      line = checkpoint.line
      decoderState = checkpoint.decoderState
      format = checkpoint.format
    }

    var from: Int64 { checkpoint.offset }

    /// The folder of the log.
    var place: String { job.log.path.contains("/") ? PathComponents.folder(of: job.log.path) : "" }

    /// The bytes before the committed offset of a plain file.
    mutating func tailBeforeCheckpoint() throws -> [UInt8] {
      reportedBytes = job.codec == .plain ? checkpoint.offset : 0
      guard checkpoint.offset > 0, job.codec == .plain else { return [] }
      let length = Fingerprint.tailLength(committed: checkpoint.offset)
      var tail = [UInt8](repeating: 0, count: length)
      let count = try tail.withUnsafeMutableBytes {
        try job.file.read(into: $0, at: checkpoint.offset - Int64(length))
      }
      return Array(tail[..<count])
    }

    /// Ends a block where the splitter stands.
    mutating func cut(
      _ splitter: borrowing LineSplitter, _ assembler: EventBuilder, decoder: LogDecoder
    ) -> CommitUnit {
      var next = checkpoint
      next.offset = splitter.offset
      next.line = line
      next.headLength = Int64(Fingerprint.headLength(committed: next.offset))
      if next.headLength > head.count { next.headLength = checkpoint.headLength }
      next.headHash = Fingerprint.hash(head[..<Int(next.headLength)])
      let tail = splitter.tail(Fingerprint.tailLength(committed: next.offset))
      next.tailLength = Int64(tail.count)
      next.tailHash = ContentHash.of(tail)
      decoder.listPlace = splitter.listPlace
      decoderState = decoder.state
      if !decoder.formatName.isEmpty { format = decoder.formatName }
      if let position { decoderState = position(next.offset) }
      next.decoderState = decoderState
      next.format = format
      var block = assembler.takeBlock()
      block.aggregates = aggregates
      aggregates.removeAll()
      block.hardware = hardware.take()
      let unit = CommitUnit(
        block: block, stream: job.stream, from: checkpoint.offset, checkpoint: next)
      checkpoint = next
      return unit
    }
  }

  private func readLines(
    _ reading: inout Reading, _ source: any ByteSource, _ decoder: LogDecoder,
    until deadline: ContinuousClock.Instant?, deliver: (CommitUnit) -> Bool, progress: (Int64) -> Void
  ) throws -> ReadOutcome.End {
    var end = ReadOutcome.End.whole
    defer { lastReading = reading }
    lines: while true {
      // Data of a pipe is stored before waiting for more.
      if reading.job.isPipe, splitter.offset > reading.from, !splitter.hasLine, source.isWaiting {
        guard deliver(reading.cut(splitter, assembler, decoder: decoder)) else { return .stopped }
      }
      switch try splitter.next(from: source) {
      case .line(let bytes):
        if decode(bytes, &reading, decoder) == .continues {
          splitter.extend()
          reading.joined += 1
          continue lines
        }
      case .tooLong(let offset, let length):
        assembler.reject(
          line: reading.line + 1, offset: offset, length: length, reason: "the line is longer than 16 MiB")
        reading.line += 1 + reading.joined
        reading.joined = 0
        splitter.advance()
      case .unfinished(let bytes):
        guard accepts(bytes, reading.job, source) || decoder.swallowsRows else {
          end = .midway
          break lines
        }
        _ = decode(bytes, &reading, decoder, mayContinue: false)
      case .withinTooLong:
        guard deliver(reading.cut(splitter, assembler, decoder: decoder)) else { return .stopped }
        progress(source.inputOffset - reading.reportedBytes)
        reading.reportedBytes = source.inputOffset
        if let deadline, .now >= deadline { return .sliced }
      case .unfinishedTooLong:
        end = .midway
        break lines
      case .end: break lines
      }
      let length = splitter.offset - reading.from
      let isFull = length >= Self.blockBytes || assembler.eventCount >= Self.blockEvents
      if isFull, decoder.partialBytes <= Self.usualPartialBytes || length >= Self.partialBlockBytes {
        guard deliver(reading.cut(splitter, assembler, decoder: decoder)) else { return .stopped }
        progress(source.inputOffset - reading.reportedBytes)
        reading.reportedBytes = source.inputOffset
        if reading.joined == 0, let deadline, .now >= deadline { return .sliced }
      }
    }
    if splitter.offset > reading.from || assembler.eventCount > 0 {
      guard deliver(reading.cut(splitter, assembler, decoder: decoder)) else { return .stopped }
    }
    return end
  }

  /// True when bytes without a newline count as a line.
  private func accepts(_ bytes: UnsafeRawBufferPointer, _ job: ReadJob, _ source: any ByteSource) -> Bool {
    if source.isFinal { return true }
    return job.acceptsWholeObject && Self.isWholeObject(bytes)
  }

  /// True when the bytes are complete JSON objects or one complete list of objects. No prefix of one is complete: what
  /// may follow is another one.
  static func isWholeObject(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    guard let first = bytes[start...].firstIndex(where: { $0 > 0x20 }) else { return false }
    let isList =
      bytes[first] == UInt8(ascii: "[")
      && bytes[(first + 1)...].first { $0 > 0x20 } == UInt8(ascii: "{")
    guard isList || bytes[first] == UInt8(ascii: "{") else { return false }
    var nesting = JSONDepthTracker()
    for position in first..<bytes.count {
      if nesting.depth == 0, position > first, bytes[position] > 0x20 {
        guard !isList, bytes[position] == UInt8(ascii: "{") else { return false }
      }
      nesting.take(bytes[position])
    }
    return nesting.depth == 0 && !nesting.isText
  }

  private enum LineEnd {
    case done
    case continues
  }

  /// Reads a record, and steps over it unless it continues.
  private func decode(
    _ raw: UnsafeRawBufferPointer, _ reading: inout Reading, _ decoder: LogDecoder, mayContinue: Bool = true
  ) -> LineEnd {
    let number = reading.line + 1
    // A record of several lines, such as a CSV field with a line break, counts them all.
    let joined = reading.joined
    guard var line = RawLine(raw: raw, offset: splitter.offset, number: number) else {
      reading.line = number + joined
      reading.joined = 0
      splitter.advance()
      return .done
    }
    let (bytes, offset) = (line.bytes, line.offset)
    line.isElement = splitter.isElement
    line.mayContinue = mayContinue
    assembler.beginLine(line)
    do throws(LineRejection) {
      switch try decoder.decode(line, emit: { assembler.add($0, offset: offset, line: number) }) {
      case .continues: return .continues
      case .broken(let length, let reason):
        let damaged = bytes[..<length]
        if damaged.allSatisfy({ $0 <= 0x20 || $0 == UInt8(ascii: "[") }) {
          // The beginning of a list that has a line for each element.
          assembler.counts.lines += 1
          assembler.counts.ignored += 1
        } else {
          assembler.reject(line: number, offset: offset, length: Int64(length), reason: reason.message)
        }
        reading.line = number + Int64(damaged.count { $0 == 0x0A })
        reading.joined = 0
        // The end of a line may be two bytes.
        let isCR = length < bytes.count && bytes[length] == 0x0D
        splitter.advance(over: offset - splitter.offset + Int64(length) + (isCR ? 2 : 1))
        return .done
      case .events: assembler.counts.lines += 1
      case .unrecognised:
        assembler.counts.lines += 1
        assembler.counts.unrecognised += 1
      case .ignored:
        reading.aggregates += decoder.aggregates
        for found in decoder.readings { reading.hardware.add(found, place: reading.place, zone: zone) }
        assembler.counts.lines += 1
        assembler.counts.ignored += 1
      }
    } catch {
      assembler.reject(line: number, offset: offset, length: Int64(bytes.count), reason: error.message)
    }
    reading.line = number + joined
    reading.joined = 0
    splitter.advance()
    return .done
  }
}
