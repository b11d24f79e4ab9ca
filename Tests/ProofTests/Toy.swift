import Bitcode
import Foundation
import Proof

/// A unit small enough to be proved in a moment: one call copies the longest run of equal source words to
/// the target and counts them, or fails on a word with an error bit.
enum Toy {
  struct CompilerFailed: Error { let message: String }

  static func module(_ edits: String...) throws -> BitcodeModule {
    try compile(source, edits.map { "-D\($0)" })
  }

  static func compile(_ source: String, _ flags: [String] = []) throws -> BitcodeModule {
    let folder = FileManager.default.temporaryDirectory.appending(path: "proof-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    return try compile(source, flags, in: folder)
  }

  /// The same with files that stay.
  static func compile(_ source: String, _ flags: [String] = [], in folder: URL) throws -> BitcodeModule {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let input = folder.appending(path: "toy.c")
    let output = folder.appending(path: "toy.bc")
    try source.write(to: input, atomically: true, encoding: .utf8)
    guard
      let compiler = (19...22).map({ "/usr/bin/clang-\($0)" })
        .first(where: { FileManager.default.isExecutableFile(atPath: $0) })
    else { throw CompilerFailed(message: "no clang") }
    let headers = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "specs/include").path
    let process = Process()
    process.executableURL = URL(fileURLWithPath: compiler)
    process.arguments =
      [
        "-O1", "-Xclang", "-disable-llvm-passes", "-g", "-fno-delete-null-pointer-checks", "-w", "-I",
        headers,
      ]
      + flags + ["-emit-llvm", "-c", input.path, "-o", output.path]
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let text = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw CompilerFailed(message: String(decoding: text, as: UTF8.self))
    }
    return try BitcodeModule(linking: [output.path])
  }

  /// Proves the toy with these edits.
  static func prove(
    _ edits: String..., orders: [Int] = [1], claims: Set<Claim> = Set(Claim.allCases),
    denied: Set<String> = [], timeout: Duration? = nil
  ) async throws -> ProofResult {
    let module = try compile(source, edits.map { "-D\($0)" })
    let plan = ProofPlan(
      module: module, unit: "toy", orders: orders, claims: claims, denied: denied, timeout: timeout, jobs: 1)
    return try await Prover(plan).run { _ in }
  }

  /// Bits of a word: 0 is compared, 1 and 2 are errors, 3 is set by the copy, 6 may be late.
  static let source = """
    #include "pteproof.h"
    typedef unsigned long u64;
    #define USED __attribute__((used))
    #define COPIED 8UL
    #define LATE 64UL
    u64 source[16], target[16], counter, stray;

    PP_ALLOWANCE("late", "the bit is in some word", "the bit may be there", "nobody reads it");
    PP_ALLOWANCE("idle", "never", "nothing", "nobody needs it");

    void somebody(void);
    u64 anything(void);

    #ifndef IN_WORLD
    #define IN_WORLD
    #endif
    #ifdef IN_DESCRIPTION
    static void describe_source(void *at, pp_word index) { u64 *record = at; IN_DESCRIPTION; }
    #else
    #define describe_source 0
    #endif

    USED void toy_world(void)
    {
      pp_arbitrary(&counter, sizeof(counter), "counter");
      pp_array(source, 16, 8, "source", describe_source);
      pp_array(target, 16, 8, "target", 0);
      IN_WORLD;
    #ifdef CONTRADICTION
      u64 x = pp_any("x", 8);
      pp_assume(x < 3, "small", "because");
      pp_assume(x > 5, "large", "because");
    #endif
    #ifdef SHORT
      pp_assume((source[0] & 1) != (source[1] & 1), "no two alike", "because");
    #endif
    #ifdef CHOICE
      if (pp_case("first")) pp_assume(source[0] & 1, "first", "by choice");
      else pp_assume(!(source[0] & 1), "not first", "by choice");
    #endif
    }

    USED int toy_limit(void) { return pp_pages(); }

    #define ERRORS 6UL
    USED int toy_run(pp_word first, int limit)
    {
      int n, i;
      u64 word = source[first], late = 0;
    #ifdef ALWAYS_AGAIN
      return -11;
    #endif
    #ifdef BATCH_AGAIN
      if (limit > 1) return -11;
    #endif
    #ifdef STRAY_BEFORE_AGAIN
      if (word & 2) counter++;
    #endif
      if (word & 2) return -11;
    #ifdef STRAY_BEFORE_ERROR
      if ((word & 4) && limit > 1) stray = 1;
    #endif
    #ifdef PAGE_FAILS_OTHERWISE
      if ((word & 4) && limit == 1) return -13;
    #endif
    #ifdef OTHER_ERROR
      if (word & 4) return limit > 1 ? -14 : -12;
    #endif
      if (word & 4) return -12;
    #ifdef RETURN_ZERO
      if ((word & 1) && limit > 1) return 0;
    #endif
      for (n = 1; n < limit; n++) {
        if ((source[first + n] ^ word) & (ERRORS | 1)) break;
      }
      for (i = 0; i < n; i++) late |= source[first + i] & LATE;
      for (i = 0; i < n; i++) {
    #ifdef ONE_TOO_FEW
        if (i && i == n - 1) break;
    #endif
    #ifdef WARN_SECOND
        if (i == 1 && (source[first + i] & 128))
          asm volatile("1: .byte 0x0f, 0x0b");
    #endif
    #ifdef LATE_BEHIND_FIRST
        target[first + i] = source[first + i] | COPIED | (i ? late : 0);
    #elif defined(ACCUMULATE)
        target[first + i] = source[first + i] | COPIED | late;
    #else
        target[first + i] = source[first + i] | COPIED;
    #endif
      }
      counter += n;
    #ifdef FAILS_BEHIND
      if (n < limit && (source[first + n] & ERRORS) == 4) {
    #ifdef LATE_BEFORE_ERROR
        for (i = 0; i < n; i++) target[first + i] |= late;
    #endif
    #ifdef LATE_AT_ERROR
        target[first + n] ^= LATE;
    #endif
    #ifdef COUNT_BEFORE_ERROR
        counter += n > 1;
    #endif
        return -12;
      }
    #endif
    #ifdef ANY_IN_RUN
      if (pp_any("x", 8) > 255) counter++;
    #endif
    #ifdef PAGE_COUNTS_TWO
      if (limit == 1) counter++;
    #endif
    #ifdef COUNT_ONE_MORE
      if (n > 1) counter++;
    #endif
    #ifdef COUNT_ONE_MORE_OF_128
      if (n > 1 && (word & 128)) counter++;
    #endif
    #ifdef STRAY
      if (n > 1) stray = 1;
    #endif
    #ifdef STRAY_RECORD
      if (n > 1) target[15] = 0;
    #endif
    #ifdef UNMODELLED
      if (word & 128) somebody();
    #endif
    #ifdef UNMODELLED_IN_BATCH
      if ((word & 128) && limit > 1) counter += anything();
    #endif
    #ifdef UNMODELLED_NEVER
      if (n > limit) somebody();
    #endif
    #ifdef WARN_BEFORE
      if ((word & 128) && n > 1) asm volatile("1: .byte 0x0f, 0x0b");
    #endif
    #ifdef UNMODELLED_VALUE
      if (word & 128) counter += anything();
    #endif
    #ifdef UNTRACED
      if (word & 128) counter += 8 & *(u64 *)((char *)target + (word * word & 0x78));
    #endif
    #ifdef WARN_OF_STRAY
      if (stray) asm volatile("1: .byte 0x0f, 0x0b");
    #endif
    #ifdef WARN_BEHIND
      if ((word & 128) && counter == 5) asm volatile("1: .byte 0x0f, 0x0b");
    #endif
    #ifdef OUT_OF_BOUNDS
      target[16 + (n > 1)] = 0;
    #endif
    #ifdef UNINITIALISED
      { u64 x; if (n > 1) x = 4; if (x == 4) stray = stray; }
    #endif
    #ifdef UNINITIALISED_COUNT
      { int x; if (n > 1) x = 0; if (x) counter++; }
    #endif
    #ifdef NONE_BEFORE_ERROR
      if (limit == 1 && first + 1 < pp_pages() && (source[first + 1] & ERRORS) == 4) return 0;
    #endif
    #ifdef TOO_LONG
      return n + (n == limit && limit > 1);
    #endif
      return n;
    }

    USED void toy_page_spec(int result)
    {
      u64 word, copy, old, count, before;
    #ifdef NO_CHECKS
      return;
    #endif
      pp_in(PP_BEFORE); word = source[0];
      pp_in(PP_BEFORE); before = counter;
      pp_in(PP_BEFORE); old = target[0];
      pp_in(PP_AFTER); copy = target[0];
      pp_in(PP_AFTER); count = counter;
      pp_check(result == (word & 2 ? -11 : word & 4 ? -12 : 1), "1: the result");
      pp_check(result != 1 || copy == (word | COPIED), "2: the copy");
      pp_check(result == 1 || copy == old, "3: no copy");
      pp_check(count == before + (result == 1), "4: the count");
    }

    USED void toy_invariants(int result, pp_word i)
    {
      u64 word, copy;
      pp_in(PP_BEFORE); word = source[i];
      pp_in(PP_AFTER); copy = target[i];
    #ifdef FAULT_IN_INVARIANTS
      if (word & 128) somebody();
    #endif
    #ifdef STRICT_LATE
      pp_check(copy == (word | COPIED) || (pp_allowed("late") && copy == (word | COPIED | LATE)), "the copy");
    #else
      pp_check((copy | LATE) == (word | COPIED | LATE), "the copy");
    #endif
    }

    USED void toy_totals(int result)
    {
      u64 before, after;
      pp_in(PP_BEFORE); before = counter;
      pp_in(PP_AFTER); after = counter;
      pp_check(result <= 0 || after == before + result, "the counter counts");
    }

    USED void toy_failure(int result)
    {
      u64 before, after;
      pp_in(PP_BEFORE); before = counter;
      pp_in(PP_AFTER); after = counter;
    #ifndef FAILS_BEHIND
      pp_check(after == before, "a failure counts nothing");
    #else
      pp_check(after - before < 16, "a failure counts what was taken");
    #endif
    }

    USED int toy_related_target(pp_word i, pp_word batched, pp_word paged, int n)
    {
    #ifdef IN_RELATION
      IN_RELATION;
    #endif
    #ifdef STRICTER
      if (pp_allowed("late") && i == 0) return !(batched & COPIED);
    #endif
      if (pp_allowed("late")) return (batched | LATE) == (paged | LATE);
      return batched == paged;
    }

    USED void toy_observe(pp_word i)
    {
      pp_observe("source", i, source[i]);
      pp_observe("target", i, target[i]);
    }
    """
}
