import Bitcode
import Checking
import Execution
import Foundation
import KernelTree
import Proof

/// A unit whose worlds keep a bound and an assumption, executed by the prover.
struct ExecutedToy {
  struct CompilerFailed: Error { let message: String }

  let unit: CompiledUnit
  let coverage: Coverage
  /// In worlds that need not keep the bound.
  let withoutBounds: Coverage?
  let text: SourceText
  private let source: String

  /// What the unit does, line by line; a comment behind a line is how tests name it.
  static let statements = """
    	if (word == 5) {
    		out = 3; // executed
    	}
    	if (word >= 100) { // bounded branch
    		out = 1; // bounded
    	}
    	if (other == 7) {
    		out += 2; // assumed away
    	}
    	if (other == 7) // warned branch
    		asm volatile("1: ud2 __bug_table");
    	if (word & 1) // both sides
    		out ^= 4;
    	out += called(word, 0);
    	if (word >= 100) // leads to a call
    		out += not_called(word);
    	out += modelled(other);
    	out += select(word);
    """

  init(_ edit: (String) -> String = { $0 }) async throws {
    source = edit(
      """
      typedef unsigned long u64;
      u64 word, other, out;
      u64 called(u64 value, u64 *where);
      static u64 not_called(u64 value)
      {
      	return value * 3; // in a function that is not called
      }
      u64 modelled(u64 value)
      {
      	asm volatile("what is this"); // modelled
      	return value;
      }
      static u64 select(u64 value)
      {
      	u64 chosen = 1;
      	if (value >= 100)
      		chosen = 2; // chosen never
      	return chosen;
      }
      int unit(int limit)
      {
      \(Self.statements)
      	return limit;
      }
      u64 unused(u64 value)
      {
      	return value + 1; // in no unit
      }
      """)
    let header = """
      typedef unsigned long u64;
      static inline u64 called_inline(u64 value, u64 *where)
      {
      	if (where)
      		*where = value; // parameters
      	return value;
      }
      """
    let folder = FileManager.default.temporaryDirectory.appending(path: "executed-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let module = try Self.compile(source, header, in: folder)
    unit = CompiledUnit(module: module, function: "unit")
    text = SourceText(source)
    let plan = ProofPlan(module: module, unit: "toy", orders: [0], claims: [.notVacuous], jobs: 1)
    coverage = try await Prover(plan).run { _ in }.coverage
    let relaxed = ProofPlan(
      module: module, unit: "toy", sizes: [.order(0)], claims: [.notVacuous], jobs: 1, ignoresBounds: true)
    withoutBounds = try await Prover(relaxed).coverageWithoutBounds()
  }

  /// The spec is in a folder of its own, the code in a tree.
  private static func compile(_ source: String, _ header: String, in folder: URL) throws -> BitcodeModule {
    let tree = folder.appending(path: "tree")
    let specs = folder.appending(path: "specs")
    for path in [tree, specs] {
      try FileManager.default.createDirectory(at: path, withIntermediateDirectories: true)
    }
    try source.write(to: tree.appending(path: "unit.c"), atomically: true, encoding: .utf8)
    try header.write(to: tree.appending(path: "called.h"), atomically: true, encoding: .utf8)
    let spec = """
      #include "pteproof.h"
      #include "\(tree.path)/called.h"
      #include "\(tree.path)/unit.c"
      u64 called(u64 value, u64 *where) { return called_inline(value, where); }
      PP_MODEL(u64, modelled, (u64 value), "any", "a stand-in") { return value; }
      __attribute__((used)) void toy_world(void)
      {
        pp_arbitrary(&word, sizeof(word), "word");
        pp_arbitrary(&other, sizeof(other), "other");
        pp_bound(word < 100, "small-word", "for the test");
        pp_assume(other != 7, "no-seven", "because");
      }
      __attribute__((used)) int toy_limit(void) { return 1; }
      __attribute__((used)) int toy_run(pp_word first, int limit) { return unit(limit); }
      """
    let input = specs.appending(path: "toy.c")
    try spec.write(to: input, atomically: true, encoding: .utf8)
    let output = folder.appending(path: "toy.bc").path
    guard
      let compiler = (19...22).map({ "/usr/bin/clang-\($0)" })
        .first(where: { FileManager.default.isExecutableFile(atPath: $0) })
    else { throw CompilerFailed(message: "no clang") }
    let headers = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "specs/include").path
    let process = Process()
    process.executableURL = URL(fileURLWithPath: compiler)
    process.arguments = [
      "-O1", "-Xclang", "-disable-llvm-passes", "-g", "-w", "-I", headers, "-emit-llvm", "-c", input.path,
      "-o",
      output,
    ]
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let text = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw CompilerFailed(message: String(decoding: text, as: UTF8.self))
    }
    let roots = SourceRoots(
      tree: tree.resolvingSymlinksInPath().path, specs: specs.resolvingSymlinksInPath().path)
    return try BitcodeModule(linking: [output], options: .init(roots: roots))
  }

  /// The number of the line with a comment.
  func line(_ comment: String) -> Int {
    (source.split(separator: "\n", omittingEmptySubsequences: false).firstIndex {
      $0.hasSuffix("// " + comment)
    } ?? -1)
      + 1
  }

  /// The states of what a line compiles to.
  func states(_ comment: String, file: String = "unit.c", line number: Int? = nil) -> [CodeReach.State] {
    let number = number ?? line(comment)
    let lines = CompiledLines(
      unit.module, files: [file], functions: Set(unit.module.functions.keys))
    let reach = CodeReach(unit, coverage)
    return lines.pieces(file, number...number).map(reach.state)
  }
}
