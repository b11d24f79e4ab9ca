import KernelTree

extension KernelProgress {
  /// The same in the words of the progress line.
  var event: ProgressEvent {
    switch self {
    case .waiting(let subject): .stage("waiting for another pteproof: \(subject)")
    case .unpacking(let done, let total):
      .stage("unpacking", fraction: total > 0 ? Double(done) / Double(total) : nil)
    case .configuring(let source): .stage("configuring (\(source))")
    case .preparing(let version): .stage("preparing Linux \(version)")
    case .probing: .stage("asking what kernel it is")
    case .compiling(let file): .stage("compiling \(file)")
    case .reused(let file): .stage("reusing \(file)")
    }
  }
}
