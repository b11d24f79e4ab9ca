import Dispatch
import Foundation
import Synchronization

/// Progress on standard error: one line that is redrawn on a terminal, nothing in a pipe, and with `--verbose`
/// a line for each stage.
final class ProgressDisplay: ProgressSink {
  // A class because the engine's workers and the timer share it; all that changes is behind the mutex.
  private struct State {
    var line = ""
    var lastStage = ""
    /// The stage that the line is about; nil: a claim.
    var drawnStage: String?
    var drawnWidth = 0
    var drawnAt: ContinuousClock.Instant?
    var finished = false
    /// Redraws the line each second, since a query may take long.
    var timer: (any DispatchSourceTimer)?
  }

  private let unit: String
  private let verbose: Bool
  private let columns: Int?
  private let stream: DiagnosticStream
  private let start = ContinuousClock.now
  private let state = Mutex(State())

  /// - Parameter columns: the terminal's width. Nothing: not a terminal, so that no line is redrawn.
  init(unit: String, verbose: Bool, columns: Int?, stream: DiagnosticStream) {
    self.unit = unit
    self.verbose = verbose
    self.columns = columns
    self.stream = stream
    guard columns != nil else { return }
    state.withLock { state in
      // A queue of its own: provers may keep every thread of the global ones busy.
      let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "progress"))
      timer.schedule(deadline: .now() + 1, repeating: 1)
      timer.setEventHandler { [weak self] in self?.tick() }
      timer.resume()
      state.timer = timer
    }
  }

  deinit { finish() }

  func report(_ event: ProgressEvent) {
    state.withLock { state in
      guard !state.finished else { return }
      if verbose { note(event, &state) }
      guard let line = event.line else { return }
      state.line = line
      // Unpacking reports thousands of steps; ten redraws a second are enough for the eye. What is new shows at once.
      var stage: String?
      if case .stage(let name, _) = event { stage = name }
      let isNew = stage == nil || stage != state.drawnStage
      state.drawnStage = stage
      if isNew || state.drawnAt.map({ ContinuousClock.now - $0 > .milliseconds(100) }) ?? true {
        draw(&state)
      }
    }
  }

  /// Removes the line. Nothing is drawn after it.
  func finish() {
    state.withLock { state in
      state.timer?.cancel()
      state.timer = nil
      clear(&state)
      state.finished = true
    }
  }

  private func tick() {
    state.withLock { state in
      if !state.finished, !state.line.isEmpty { draw(&state) }
    }
  }

  private func note(_ event: ProgressEvent, _ state: inout State) {
    let text: String
    switch event {
    case .stage(let name, _):
      // One line a stage, not one a step of it.
      guard name != state.lastStage else { return }
      state.lastStage = name
      text = name
    case .proving:
      state.lastStage = ""
      text = event.line ?? ""
    case .slowQuery(let name, let seconds):
      text = "slow query \(name): \(ProgressDisplay.seconds(seconds))"
    }
    clear(&state)
    stream.write("pteproof: \(elapsed) \(unit): \(text)\n")
  }

  private func draw(_ state: inout State) {
    guard let columns else { return }
    // The last column stays empty: some terminals wrap there.
    let text = String("\(unit): \(state.line) (\(elapsed))".prefix(max(columns - 1, 0)))
    stream.write("\r" + text + String(repeating: " ", count: max(state.drawnWidth - text.count, 0)))
    state.drawnWidth = max(text.count, 0)
    state.drawnAt = ContinuousClock.now
  }

  private func clear(_ state: inout State) {
    guard state.drawnWidth > 0 else { return }
    stream.write("\r" + String(repeating: " ", count: state.drawnWidth) + "\r")
    state.drawnWidth = 0
    state.drawnAt = nil
  }

  private var elapsed: String {
    ProgressDisplay.seconds(Double((ContinuousClock.now - start).components.seconds))
  }

  private static func seconds(_ seconds: Double) -> String { "\(Int(seconds.rounded())) s" }
}
