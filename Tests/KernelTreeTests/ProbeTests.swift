import Foundation
import Testing

@testable import KernelTree

@Suite struct ProbeTests {
  static let text = """
    #include "step.h"
    #define PP_PROBE(name, what) static void pp_probe_##name(void)
    #define PP_ONE_OF(subject, file, ...)

    PP_ONE_OF("the step", "specs/linux/step.h", SHORT,
    \t  LONG)
    PP_PROBE(SHORT, "STEP is 1") { _Static_assert(STEP == 1, ""); }
    PP_PROBE(LONG, "STEP is 2, not (1)")
    {
      _Static_assert(STEP == 2, "");
    }

    PP_PROBE(STRIDE, "there is a STRIDE") { (void)STRIDE; }

    """

  @Test func aSheetIsRead() {
    let sheet = ProbeSheet(Self.text)
    #expect(sheet.probes.map(\.name) == ["SHORT", "LONG", "STRIDE"])
    #expect(sheet.probes.map(\.what) == ["STEP is 1", "STEP is 2, not (1)", "there is a STRIDE"])
    #expect(sheet.probes.map(\.lines) == [7...7, 8...12, 13...14])
    #expect(
      sheet.groups == [.init(subject: "the step", file: "specs/linux/step.h", probes: ["SHORT", "LONG"])])
  }

  @Test func anErrorIsTheProbesInWhoseLinesItIs() {
    let sheet = ProbeSheet(Self.text)
    #expect(sheet.answers("", file: "p.c") == ["SHORT", "LONG", "STRIDE"])
    #expect(sheet.answers("p.c:10:3: error: no\np.c:13:41: error: none\n", file: "p.c") == ["SHORT"])
    // What is wrong elsewhere is no answer.
    #expect(sheet.answers("x.h:10:3: error: no\n", file: "p.c") == nil)
    #expect(sheet.answers("p.c:1:10: fatal error: 'step.h' file not found\n", file: "p.c") == nil)
    #expect(sheet.unanswered(["SHORT"]) == nil)
    #expect(sheet.unanswered(["STRIDE"])?.subject == "the step")
  }

  private func request(_ fake: FakeKernel) throws -> KernelRequest {
    var request = fake.request
    request.probes = try fake.scratch.write(Self.text, to: "spec/probes.c")
    return request
  }

  @Test func answersAreFlagsOfTheKernelAndKept() async throws {
    let fake = try FakeKernel()
    let request = try request(fake)
    let seen = Seen()
    let kernel = try await KernelPreparer().prepare(request) { seen.add($0) }
    #expect(kernel.flags.filter { $0.hasPrefix("-DPPE_") } == ["-DPPE_SHORT=1"])
    #expect(seen.all.contains(.probing))
    let again = Seen()
    #expect(try await KernelPreparer().prepare(request) { again.add($0) } == kernel)
    #expect(!again.all.contains(.probing))
    // A header that clang has read is another one now.
    try fake.scratch.write("#define STEP 2\n#define STRIDE 4\n", to: "tree/include/step.h")
    let other = try await KernelPreparer().prepare(request) { _ in }
    #expect(other.flags.filter { $0.hasPrefix("-DPPE_") } == ["-DPPE_LONG=1", "-DPPE_STRIDE=1"])
  }

  @Test func aKernelOfNoEraIsToldInOneLine() async throws {
    let fake = try FakeKernel()
    let request = try request(fake)
    try fake.scratch.write("#define STEP 3\n", to: "tree/include/step.h")
    let error = await failure { _ = try await KernelPreparer().prepare(request) { _ in } }
    #expect(error?.kind == .input)
    #expect(
      error?.message
        == "no spec is written for the step of Linux 6.99.3-rc1: none of its probes holds: SHORT (STEP is 1), "
        + "LONG (STEP is 2, not (1))")
    #expect(error?.hint.contains("specs/linux/step.h") == true)
  }

  @Test func whatOneLookTellsIsToldBeforeAnythingIsPrepared() async throws {
    let fake = try FakeKernel()
    var request = fake.request
    request.needs = [
      TreeNeed(file: "mm/memory.c", text: "advance(", complaint: "does not advance", hint: ""),
      TreeNeed(
        file: "mm/memory.c", text: "copy_present_ptes(", complaint: "has no batches", hint: "a newer one"),
    ]
    let error = await failure { _ = try await KernelPreparer().prepare(request) { _ in } }
    #expect(error?.message == "\(fake.tree) (Linux 6.99.3-rc1) has no batches")
    #expect(error?.hint == "a newer one")
    #expect(fake.runs.isEmpty)
  }
}
