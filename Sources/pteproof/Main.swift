import Foundation

/// The program's entry: the real arguments, environment and streams, and the exit status.
@main
enum Main {
  static func main() async {
    let invocation = Invocation(
      arguments: Array(CommandLine.arguments.dropFirst()), surroundings: .current, engine: KernelEngine())
    exit(await Signals.watch { await invocation.run() })
  }
}
