import Foundation
import Testing

@testable import KernelTree

@Suite struct CacheTests {
  @Test func aLockHeldByAnotherProcessIsWaitedFor() async throws {
    let scratch = try Scratch()
    let path = scratch.path + "/lock"
    // flock(1) takes the same lock from outside; it says so on its output before it sleeps.
    let holder = Process()
    holder.executableURL = URL(fileURLWithPath: "/usr/bin/flock")
    holder.arguments = [path, "sh", "-c", "echo held; read x"]
    let output = Pipe()
    let input = Pipe()
    holder.standardOutput = output
    holder.standardInput = input
    try holder.run()
    _ = output.fileHandleForReading.availableData
    let waiting = Seen()
    let task = Task {
      try await CacheLock.acquire(path, cache: scratch.path) { waiting.add(.waiting(subject: "x")) }
    }
    while waiting.all.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
    try input.fileHandleForWriting.close()
    _ = try await task.value
    #expect(waiting.all == [.waiting(subject: "x")])
    holder.waitUntilExit()
  }

  @Test func waitingCanBeCancelled() async throws {
    let scratch = try Scratch()
    let path = scratch.path + "/lock"
    let held = try await CacheLock.acquire(path, cache: scratch.path) {}
    let waiting = Seen()
    let task = Task {
      await failure {
        _ = try await CacheLock.acquire(path, cache: scratch.path) { waiting.add(.waiting(subject: "")) }
      }
    }
    while waiting.all.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
    task.cancel()
    #expect(await task.value == .interrupted)
    withExtendedLifetime(held) {}
  }

  @Test func whatAKilledRunLeftIsRemovedAndALivingOnesIsNot() throws {
    let scratch = try Scratch()
    let cache = try Cache(at: scratch.path + "/cache")
    // A process that has ended: the shell prints its own id and is gone when we read it.
    let gone = try shell("echo $$").filter(\.isNumber)
    try scratch.write("", to: "cache/temporary/\(gone)-x/file")
    try scratch.write("", to: "cache/temporary/\(getppid())-x/file")
    let own = cache.temporary()
    try FileSystem.makeFolder(own, cache: cache.path)
    _ = try Cache(at: scratch.path + "/cache")
    let left = try FileManager.default.contentsOfDirectory(atPath: cache.path + "/temporary")
    #expect(Set(left) == ["\(getppid())-x", (own as NSString).lastPathComponent])
  }

  @Test func aFailedWriteLeavesNothing() throws {
    let scratch = try Scratch()
    // A folder with contents cannot be replaced by a file: the rename fails after the data was written.
    try scratch.write("", to: "target/inside")
    #expect(throws: KernelError.self) {
      try FileSystem.writeAtomically(Data("x".utf8), to: scratch.path + "/target", cache: scratch.path)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["target"])
  }

  @Test func digestsTellListsApart() {
    #expect(Digest.of(["ab", "c"]) != Digest.of(["a", "bc"]))
    #expect(Digest.of(["a"]) != Digest.of(["a", ""]))
    #expect(Digest.of([]).count == 64)
  }
}
