import Glibc
import SpendCore
import SpendFormats

/// Reads streams into blocks: one for each parser thread, reused from file to file.
///
/// A block ends at a line's end and carries the checkpoint that covers it, the decoder's memory
/// included, so that going on after any block gives what one reading gives.
final class StreamReader {
  private var splitter = LineSplitter()
  private let assembler: EventAssembler
  private let mappings: [FieldMapping]
  private let zone: Zone
  private let workspace = DecoderWorkspace()

  /// Decompressed bytes and events after which a block is cut.
  private static let blockBytes: Int64 = 512 << 10
  private static let blockEvents = 4_096

  init(_ setup: IngestSetup) {
    workspace.portkeyCost = setup.portkeyCost
    assembler = EventAssembler(setup)
    mappings = setup.mappings
    zone = setup.zone
  }

  /// Reads to the end. `deliver` returns false to stop; `progress` hears how many bytes of the file
  /// have been used since it was called last.
  func read(
    _ job: ReadJob, deliver: (CommitUnit) -> Bool, progress: (Int64) -> Void
  ) -> ReadOutcome {
    var reading = Reading(job: job, checkpoint: job.checkpoint, head: job.head)
    do {
      let source = try job.open()
      let tail = try reading.goToCheckpoint(source)
      let database = source as? DatabaseSource
      reading.position = database.map { database in { database.position(at: $0) } }
      let decoder = LogDecoder(
        resuming: database == nil ? job.checkpoint.decoderState : [], forced: job.source.format,
        mappings: mappings, columns: job.source.columns, workspace: workspace)
      splitter.begin(offset: job.checkpoint.offset, tail: tail, listPlace: decoder.listPlace)
      assembler.begin(
        source: job.source, path: job.log.path, fallbackTime: job.fallbackTime,
        record: { decoder.field($0) })
      let isWhole = try readLines(&reading, source, decoder, deliver: deliver, progress: progress)
      progress(source.carrierOffset - reading.reportedBytes)
      return ReadOutcome(job: job.index, size: job.log.size, isComplete: isWhole, failure: nil)
    } catch let error as ReadError {
      // What was read up to here is good; the rest is tried again when the file changes.
      if splitter.listPlace != .outside {
        // What comes next would not be known for an element: it is read again from the block before.
        _ = assembler.takeBlock()
      } else if reading.from < splitter.offset {
        _ = deliver(reading.cut(splitter, assembler, decoder: nil))
      }
      let failure = error == .unfinished ? nil : error.message
      var outcome = ReadOutcome(job: job.index, size: job.log.size, isComplete: false, failure: failure)
      if case .system = error { outcome.mayPass = true }
      return outcome
    } catch {
      return ReadOutcome(
        job: job.index, size: job.log.size, isComplete: false, failure: "\(error)", mayPass: true)
    }
  }

  /// What is known of the stream that is being read.
  private struct Reading {
    var job: ReadJob
    /// State as of the last block.
    var checkpoint: StreamCheckpoint
    var head: [UInt8]
    var line: Int64
    var reportedBytes: Int64 = 0
    var decoderState: [UInt8]
    var format: String
    /// What reports of providers said since the last block.
    var aggregates: [ProviderAggregate] = []
    /// What readings of hardware said since the last block.
    var hardware = HardwareHours()
    /// Where a source that is no file goes on, by the offset that has been used.
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
    var place: String { Path.folder(of: job.log.path) }

    /// Brings a source to the committed offset and returns the bytes before it.
    mutating func goToCheckpoint(_ source: any ByteSource) throws -> [UInt8] {
      reportedBytes = job.codec == .plain ? checkpoint.offset : 0
      guard checkpoint.offset > 0, job.codec != .sqlite else { return [] }
      let length = Fingerprint.tailLength(committed: checkpoint.offset)
      var tail = [UInt8](repeating: 0, count: length)
      if job.codec == .plain {
        let count = try tail.withUnsafeMutableBytes {
          try job.file.read(into: $0, at: checkpoint.offset - Int64(length))
        }
        return Array(tail[..<count])
      }
      var tails = TailCollector(offsets: [checkpoint.offset])
      try tails.run(source)
      return tails.tails[0] ?? []
    }

    /// Ends a block where the splitter stands.
    mutating func cut(
      _ splitter: borrowing LineSplitter, _ assembler: EventAssembler, decoder: LogDecoder?
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
      if let decoder {
        decoder.listPlace = splitter.listPlace
        decoderState = decoder.state
        if !decoder.formatName.isEmpty { format = decoder.formatName }
      }
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

  /// True when the file was read to its end with nothing left over.
  private func readLines(
    _ reading: inout Reading, _ source: any ByteSource, _ decoder: LogDecoder,
    deliver: (CommitUnit) -> Bool, progress: (Int64) -> Void
  ) throws -> Bool {
    var isWhole = true
    lines: while true {
      switch try splitter.next(from: source) {
      case .line(let bytes):
        switch decode(bytes, &reading, decoder) {
        case .done: splitter.advance()
        case .brokenStart: splitter.advanceOneLine()
        case .continues:
          splitter.extend()
          continue lines
        }
      case .tooLong(let offset, let length):
        reading.line += 1
        assembler.reject(offset: offset, length: length, reason: "the line is longer than 16 MiB")
        splitter.advance()
      case .unfinished(let bytes):
        guard accepts(bytes, reading.job, source) else {
          isWhole = false
          break lines
        }
        let end = decode(bytes, &reading, decoder)
        if end == .brokenStart {
          splitter.advanceOneLine()
          continue lines
        }
        if end == .continues {
          reading.line += 1
          assembler.reject(
            offset: splitter.offset, length: Int64(bytes.count), reason: LineRejection.truncated.message)
        }
        splitter.advance()
      case .unfinishedTooLong:
        isWhole = false
        break lines
      case .end: break lines
      }
      if splitter.offset - reading.from >= Self.blockBytes || assembler.eventCount >= Self.blockEvents {
        guard deliver(reading.cut(splitter, assembler, decoder: decoder)) else { return false }
        progress(source.carrierOffset - reading.reportedBytes)
        reading.reportedBytes = source.carrierOffset
      }
    }
    if splitter.offset > reading.from || assembler.eventCount > 0 {
      guard deliver(reading.cut(splitter, assembler, decoder: decoder)) else { return false }
    }
    return isWhole
  }

  /// Whether bytes without a line's end are taken for a line.
  private func accepts(_ bytes: UnsafeRawBufferPointer, _ job: ReadJob, _ source: any ByteSource) -> Bool {
    if source.endsForGood { return true }
    return job.acceptsWholeObject && Self.isWholeObject(bytes)
  }

  /// Whether bytes are one JSON object from its first brace to its last, or a list of objects: no beginning
  /// of one is one itself, so nothing more can follow.
  private static func isWholeObject(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard let first = bytes.firstIndex(where: { $0 > 0x20 }) else { return false }
    let isList =
      bytes[first] == UInt8(ascii: "[")
      && bytes[(first + 1)...].first { $0 > 0x20 } == UInt8(ascii: "{")
    guard isList || bytes[first] == UInt8(ascii: "{") else { return false }
    var nesting = Nesting()
    for position in first..<bytes.count {
      nesting.take(bytes[position])
      if nesting.depth == 0 { return bytes[(position + 1)...].allSatisfy { $0 <= 0x20 } }
    }
    return false
  }

  private enum LineEnd {
    case done
    case continues
    case brokenStart
  }

  private func decode(_ raw: UnsafeRawBufferPointer, _ reading: inout Reading, _ decoder: LogDecoder)
    -> LineEnd
  {
    var bytes = raw
    var offset = splitter.offset
    while let first = bytes.first, first == 0 {
      bytes = UnsafeRawBufferPointer(rebasing: bytes.dropFirst())
      offset += 1
    }
    // Where files were joined there is one in the middle.
    if bytes.first == 0xEF, bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      bytes = UnsafeRawBufferPointer(rebasing: bytes.dropFirst(3))
    }
    if bytes.last == 0x0D { bytes = UnsafeRawBufferPointer(rebasing: bytes.dropLast()) }
    let number = reading.line + 1
    guard bytes.contains(where: { $0 > 0x20 }) else {
      reading.line = number
      return .done
    }
    var line = RawLine(bytes: bytes, offset: offset, number: number)
    line.isElement = splitter.isElement
    assembler.beginLine(line)
    do throws(LineRejection) {
      switch try decoder.decode(line, emit: { assembler.add($0, offset: offset, line: number) }) {
      case .continues: return .continues
      case .brokenStart:
        reading.line = number
        let length = bytes.prefix { $0 != 0x0A }.count
        if bytes[..<length].allSatisfy({ $0 <= 0x20 || $0 == UInt8(ascii: "[") }) {
          // The beginning of a list that has a line for each element.
          assembler.counts.lines += 1
          assembler.counts.ignored += 1
          return .brokenStart
        }
        assembler.reject(offset: offset, length: Int64(length), reason: LineRejection.truncated.message)
        return .brokenStart
      case .events: assembler.counts.lines += 1
      case .ignored:
        reading.aggregates += decoder.aggregates
        for found in decoder.readings { reading.hardware.add(found, place: reading.place, zone: zone) }
        assembler.counts.lines += 1
        assembler.counts.ignored += 1
      }
    } catch {
      assembler.reject(offset: offset, length: Int64(bytes.count), reason: error.message)
    }
    // A record of several lines, such as a CSV field with a line break, counts them all.
    reading.line = number
    return .done
  }
}
