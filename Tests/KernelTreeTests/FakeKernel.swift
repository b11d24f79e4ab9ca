import Foundation

@testable import KernelTree

/// A folder of a test's own, removed with it.
final class Scratch: Sendable {
  let path: String

  init() throws {
    let folder = FileManager.default.temporaryDirectory.path + "/pteproof-test-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    path = FileSystem.realPath(folder) ?? folder
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    let file = path + "/" + name
    try FileManager.default.createDirectory(
      atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: file))
    return file
  }
}

/// Runs a shell command and returns its output; throws when it fails.
@discardableResult
func shell(_ script: String, in folder: String = "/") throws -> String {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/bin/sh")
  process.arguments = ["-c", script]
  process.currentDirectoryURL = URL(fileURLWithPath: folder)
  let pipe = Pipe()
  process.standardOutput = pipe
  try process.run()
  let data = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  struct Failed: Error {
    var script: String
  }
  guard process.terminationStatus == 0 else { throw Failed(script: script) }
  return String(decoding: data, as: UTF8.self)
}

/// A tree that looks like a kernel to kbuild's users and takes a moment to build: its Makefile hands every
/// target to a script, which keeps count of its runs beside the cache.
struct FakeKernel {
  let scratch: Scratch
  var tree: String { scratch.path + "/tree" }
  var cache: String { scratch.path + "/cache" }

  init() throws {
    scratch = try Scratch()
    try scratch.write(
      """
      # SPDX-License-Identifier: GPL-2.0
      VERSION = 6
      PATCHLEVEL = 99
      SUBLEVEL = 3
      EXTRAVERSION = -rc1
      NAME = Fake

      %:
      \t@sh scripts/kbuild.sh "$@" "$(O)" "$(CURDIR)" "$(ARCH)" "$(LLVM)"

      """, to: "tree/Makefile")
    try scratch.write("", to: "tree/Kconfig")
    try scratch.write("", to: "tree/scripts/Makefile.build")
    try scratch.write("", to: "tree/mm/Makefile")
    try scratch.write("", to: "tree/arch/x86/Makefile")
    try scratch.write("", to: "tree/drop")
    try scratch.write("#define STEP 1\n", to: "tree/include/step.h")
    try scratch.write(
      "#include \"step.h\"\nstatic int advance(int pte) { return pte + STEP; }\n", to: "tree/mm/memory.c")
    try scratch.write(
      "#include \"mm/memory.c\"\n#include \"world.h\"\nint pteproof_run(int pte) { return advance(pte) + WORLD; }\n",
      to: "spec/fork.c")
    try scratch.write("#define WORLD 0\n", to: "spec/world.h")
    try scratch.write(
      #"""
      set -eu
      target=$1 out=$2 tree=$3
      echo "$target $4 $5" >> "$out/../../../runs"
      case "$target" in
      defconfig) printf 'CONFIG_64BIT=y\nCONFIG_MMU=y\nCONFIG_WERROR=y\n' > "$out/.config" ;;
      olddefconfig)
        grep -v -x -f "$tree/drop" "$out/.config" > "$out/.config.new" || true
        mv "$out/.config.new" "$out/.config" ;;
      *.i)
        [ ! -e "$tree/hang" ] || { sleep 600 & echo $! > "$out/../../../hanging"; wait; }
        [ ! -e "$tree/fail" ] || { cat "$tree/fail"; exit 1; }
        stem=${target%.i} dir=${target%/*} base=${target##*/}
        mkdir -p "$out/$dir" "$out/include/generated"
        echo '#define GENERATED 1' > "$out/include/generated/bounds.h"
        : > "$out/$target"
        {
          printf 'savedcmd_%s := clang-19 -E -Wp,-MMD,x.d -nostdinc -I%s/include -I./include -O2 -Werror -DOF='\''"%s"'\'' -o %s %s/%s.c\n\n' "$target" "$tree" "$stem" "$target" "$tree" "$stem"
          printf 'source_%s := %s/%s.c\n\ndeps_%s := \\\n    $(wildcard include/config/MMU) \\\n  %s/include/step.h \\\n  include/generated/bounds.h \\\n\n%s: $(deps)\n' "$target" "$tree" "$stem" "$target" "$tree" "$target"
        } > "$out/$dir/.${base%.i}.i.cmd" ;;
      esac
      """#, to: "tree/scripts/kbuild.sh")
  }

  var request: KernelRequest { KernelRequest(path: tree, cache: cache) }

  /// The targets that were made so far.
  var runs: [String] {
    (FileSystem.text(scratch.path + "/runs") ?? "").split(separator: "\n").map(String.init)
  }

  func prepare() async throws -> PreparedKernel { try await KernelPreparer().prepare(request) { _ in } }

  func compile(_ kernel: PreparedKernel, overlay: [String: String] = [:]) async throws -> (
    String, [KernelProgress]
  ) {
    let seen = Seen()
    let path = try await KernelPreparer().compile(
      spec: scratch.path + "/spec/fork.c", includeDirectories: [scratch.path + "/spec"], kernel: kernel,
      overlay: overlay
    ) { seen.add($0) }
    return (path, seen.all)
  }

  /// The names of what stands in a folder of the cache.
  func contents(of folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: cache + "/" + folder)) ?? []).sorted()
  }
}

/// Collects progress from a `@Sendable` closure.
final class Seen: @unchecked Sendable {
  private let lock = NSLock()
  private var list: [KernelProgress] = []
  func add(_ progress: KernelProgress) { lock.withLock { list.append(progress) } }
  var all: [KernelProgress] { lock.withLock { list } }
}

/// The error that `body` throws, or nil.
func failure(_ body: () async throws -> Void) async -> KernelError? {
  do { try await body() } catch { return error as? KernelError }
  return nil
}
