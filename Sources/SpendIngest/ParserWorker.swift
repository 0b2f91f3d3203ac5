import SpendCore
import Synchronization

/// Files that wait for a parser, handed out in their order.
final class JobQueue: Sendable {
  private let jobs: [ReadJob]
  private let taken = Atomic(0)

  init(_ jobs: [ReadJob]) {
    self.jobs = jobs
  }

  func next() -> ReadJob? {
    let index = taken.wrappingAdd(1, ordering: .relaxed).oldValue
    return index < jobs.count ? jobs[index] : nil
  }
}

/// One parser thread: reads file after file until none is left.
final class ParserWorker: @unchecked Sendable {
  // Owned by its thread from `run` on; the rest is shared by design.
  private let reader: StreamReader
  private let queue: JobQueue
  private let channel: BlockChannel
  private let meter: IngestMeter
  private let stop: StopSignal

  init(reader: StreamReader, queue: JobQueue, channel: BlockChannel, meter: IngestMeter, stop: StopSignal) {
    self.reader = reader
    self.queue = queue
    self.channel = channel
    self.meter = meter
    self.stop = stop
  }

  func run() {
    defer { channel.producerIsDone() }
    while !stop.isStopped, let job = queue.next() {
      let outcome = reader.read(
        // What came through a pipe cannot be read again.
        job, until: stop, deliver: { (job.isPipe || !stop.isStopped) && channel.send(.unit($0)) },
        progress: { bytes in meter.update { $0.bytesDone += bytes } })
      guard channel.send(.finished(outcome)) else { return }
    }
  }
}
