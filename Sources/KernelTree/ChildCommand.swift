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
  /// Takes standard output, and standard error unless `errors` does.
  var log: String
  /// Takes standard error; nil: it goes to `log`, in the order in which both are written.
  var errors: String?
  /// Variables to set beyond the usual ones.
  var variables: [String: String] = [:]
  var cache: String

  /// Runs it and returns whether it succeeded.
  func run() async throws(KernelError) -> Bool {
    if Task.isCancelled { throw .interrupted }
    let output = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard output >= 0 else { throw FileSystem.error(errno, writing: log, cache: cache) }
    defer { close(output) }
    let complaints = errors.map { open($0, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644) } ?? output
    guard complaints >= 0 else { throw FileSystem.error(errno, writing: errors ?? log, cache: cache) }
    defer { if complaints != output { close(complaints) } }
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
      arguments: Arguments(arguments),
      environment: ChildCommand.environment.updating(
        Dictionary(
          uniqueKeysWithValues: variables.map {
            (Environment.Key(stringLiteral: $0.key), Optional($0.value))
          })),
      workingDirectory: .init(directory), platformOptions: options)
    let succeeded: Bool
    do {
      succeeded = try await Subprocess.run(
        configuration, input: .fileDescriptor(.init(rawValue: source), closeAfterSpawningProcess: false),
        output: .fileDescriptor(.init(rawValue: output), closeAfterSpawningProcess: false),
        error: .fileDescriptor(.init(rawValue: complaints), closeAfterSpawningProcess: false)
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
    // A hook or an alias runs with these set; git must look at the folder that it is told.
    "GIT_DIR": nil, "GIT_WORK_TREE": nil, "GIT_INDEX_FILE": nil, "GIT_OBJECT_DIRECTORY": nil,
    "GIT_COMMON_DIR": nil, "GIT_NAMESPACE": nil, "GIT_PREFIX": nil, "GIT_EXTERNAL_DIFF": nil,
    "GIT_DIFF_OPTS": nil, "GIT_CONFIG_PARAMETERS": nil, "GIT_CONFIG_COUNT": nil, "GIT_TRACE": nil,
    "GIT_LITERAL_PATHSPECS": nil, "GIT_ATTR_SOURCE": nil,
  ])
}
