import Foundation

extension NativeUnit {
  /// Runs all of `runs`, one after the other, each in a process of its own: nothing that one does is seen
  /// by the next.
  ///
  /// - Returns: as many outcomes, in that order.
  public func run(_ runs: [NativeRun]) async throws(ReplayError) -> [NativeOutcome] {
    var request = Request(self)
    for run in runs { try request.add(run) }
    let name = UUID().uuidString
    let input = directory.appending(path: "\(name).request")
    let output = directory.appending(path: "\(name).response")
    defer {
      try? FileManager.default.removeItem(at: input)
      try? FileManager.default.removeItem(at: output)
    }
    do {
      try request.words.withUnsafeBytes { Data($0) }.write(to: input)
    } catch {
      throw .cannotWrite(input.path)
    }
    try await Tool(image, in: directory).run([input.path, output.path])
    guard let data = try? Data(contentsOf: output) else { throw .malformedResponse("cannot be read") }
    let words = data.withUnsafeBytes { bytes in
      (0..<bytes.count / 8).map { bytes.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self) }
    }
    return try Response.outcomes(words, count: runs.count)
  }

  /// Runs one.
  public func run(_ run: NativeRun) async throws(ReplayError) -> NativeOutcome {
    try await self.run([run])[0]
  }
}
