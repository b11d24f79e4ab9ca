import Foundation
import Glibc
import Subprocess

/// A program run as a child, its output kept in a log file.
///
/// It leads a process group of its own: when the task is cancelled the whole group is ended, so that no
/// `make` or `xz` outlives us.
struct ChildCommand {
  var executable: String
  var arguments: [String]
  var directory: String
  /// An open file that becomes its standard input; -1 for none.
  var input: Int32 = -1
  /// Takes standard output and standard error.
  var log: String
  var cache: String

  /// Runs it and returns whether it succeeded.
  func run() async throws(KernelError) -> Bool {
    if Task.isCancelled { throw .interrupted }
    let output = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard output >= 0 else { throw FileSystem.error(errno, writing: log, cache: cache) }
    defer { close(output) }
    let source = input >= 0 ? input : open("/dev/null", O_RDONLY | O_CLOEXEC)
    guard source >= 0 else { throw FileSystem.error(errno, writing: "/dev/null", cache: cache) }
    defer { if input < 0 { close(source) } }

    var options = PlatformOptions()
    options.processGroupID = 0
    options.teardownSequence = [
      .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: .seconds(2))
    ]
    let configuration = Subprocess.Configuration(
      executable: executable.hasPrefix("/") ? .path(.init(executable)) : .name(executable),
      arguments: Arguments(arguments), environment: ChildCommand.environment,
      workingDirectory: .init(directory), platformOptions: options)
    let succeeded: Bool
    do {
      succeeded = try await Subprocess.run(
        configuration, input: .fileDescriptor(.init(rawValue: source), closeAfterSpawningProcess: false),
        output: .fileDescriptor(.init(rawValue: output), closeAfterSpawningProcess: false),
        error: .combinedWithOutput
      ).terminationStatus.isSuccess
    } catch {
      if Task.isCancelled { throw .interrupted }
      throw KernelError(.environment, "cannot run \(executable): \(error)")
    }
    if Task.isCancelled { throw .interrupted }
    return succeeded
  }

  /// The log's text, which need not be UTF-8.
  var logText: String { FileSystem.text(log) ?? "" }

  /// Our environment without what would steer kbuild, tar or clang: a `make` above us passes its own flags
  /// and job server on, and a variable such as `KCFLAGS` would change the code that is proved.
  private static let environment = Environment.inherit.updating([
    "LC_ALL": "C", "LANGUAGE": "C", "GIT_OPTIONAL_LOCKS": "0", "PYTHONDONTWRITEBYTECODE": "1",
    "MAKEFLAGS": nil, "MFLAGS": nil, "MAKEOVERRIDES": nil, "MAKELEVEL": nil, "GNUMAKEFLAGS": nil,
    "MAKEFILES": nil,
    "ARCH": nil, "SUBARCH": nil, "SRCARCH": nil, "CROSS_COMPILE": nil, "LLVM": nil, "LLVM_IAS": nil,
    "CC": nil,
    "HOSTCC": nil, "LD": nil, "O": nil, "KBUILD_OUTPUT": nil, "KBUILD_EXTMOD": nil, "KBUILD_VERBOSE": nil,
    "KCFLAGS": nil, "KCPPFLAGS": nil, "KAFLAGS": nil, "CFLAGS_KERNEL": nil, "KCONFIG_CONFIG": nil,
    "KCONFIG_ALLCONFIG": nil, "KBUILD_DEFCONFIG": nil, "W": nil, "C": nil, "V": nil, "M": nil, "MO": nil,
    "TAR_OPTIONS": nil, "XZ_OPT": nil, "XZ_DEFAULTS": nil, "GZIP": nil, "CPATH": nil, "C_INCLUDE_PATH": nil,
    "CCC_OVERRIDE_OPTIONS": nil, "KERNELVERSION": nil, "LOCALVERSION": nil,
  ])
}
