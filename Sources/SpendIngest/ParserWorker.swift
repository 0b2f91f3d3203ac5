import SpendCore
import Synchronization

/// One parser thread: reads file after file until none is left.
final class ParserWorker: @unchecked Sendable {
  // Owned by its thread from `run` on; the rest is shared by design.
  private(set) var reader: StreamReader
  private let makeReader: () -> StreamReader
  private let queue: JobQueue
  private let slice: Duration?
  private let channel: BlockChannel
  private let meter: IngestMeter
  private let stop: StopSignal

  /// - Parameter slice: The time after which a file is left off for others; nil to read each to its end.
  init(
    setup: IngestSetup, reader: StreamReader, queue: JobQueue, slice: Duration?, channel: BlockChannel,
    meter: IngestMeter, stop: StopSignal
  ) {
    self.reader = reader
    makeReader = { StreamReader(setup) }
    self.queue = queue
    self.slice = slice
    self.channel = channel
    self.meter = meter
    self.stop = stop
  }

  func run() {
    defer { channel.producerIsDone() }
    while !stop.isStopped, let job = queue.next() {
      let reader = job.parked?.reader ?? self.reader
      var outcome = reader.read(
        // Data of a pipe cannot be read again.
        job, until: stop, slice: slice,
        deliver: { (job.isPipe || !stop.isStopped) && channel.send(.unit($0)) },
        progress: { bytes in meter.update { $0.bytesDone += bytes } })
      if case .sliced = outcome.end, job.codec.isDecoded {
        outcome.parked = job.parked ?? ParkedReader(reader)
        if job.parked == nil { self.reader = makeReader() }
      }
      guard channel.send(.finished(outcome)) else { return }
    }
  }
}
