import Foundation
import KernelTree
import Proof
import Report
import Solving

/// What `pteproof prove` was asked to do, checked as far as that goes without reading a file.
struct ProveOptions: Equatable, Sendable {
  /// The unit's name on the command line, such as `fork`.
  var unit: String
  /// A source tree or a tarball, as the user wrote it.
  var kernel: String
  /// The kernel's name for it.
  var architecture: String
  /// Ascending, each once.
  var orders: [Int]
  /// Whether all orders from 1 up are proved at once too, with loops summarised.
  var everyOrder = false

  /// The largest folio order.
  var largestOrder = OrderList.highest
  /// Whether the user left orders and method to the program.
  var takesDefaultOrders = false
  /// Ascending, each once: the window sizes of a unit that is proved for those, in PTEs. Then there are no orders.
  var windows: [Int] = []
  /// Windows of up to so many PTEs are proved at once too, by steps.
  var windowsUpTo: Int?

  /// The parts of the proof.
  var sizes: [FolioSizes] {
    windows.map { .window($0) } + orders.map { .order($0) } + (everyOrder ? [.upTo(largestOrder)] : [])
      + (windowsUpTo.map { [.steps($0)] } ?? [])
  }

  /// Those in which it is asked what no world reaches, whatever the bounds: each order, and larger ones than there are.
  var sizesWithoutBounds: [FolioSizes] {
    windows.isEmpty && windowsUpTo == nil ? [.order(0), .upTo(largestOrder + 2)] : sizes
  }

  /// How the kernel is configured: each is asked for by itself. At least one.
  var configurations: [KernelConfiguration] = ConfigurationList.standard
  /// How many proofs run at the same time, at least 1.
  var jobs: Int
  /// Seconds for each claim at each order. Nothing: no limit.
  var timeout: Double?
  var format: ReportFormat
  /// Whether to write stages and slow queries to standard error.
  var verbose: Bool
  /// The folder that holds prepared kernels.
  var cache: String
  /// The claims to prove. Empty: all.
  var claims: [String]
  /// The allowances to prove without.
  var denied: [String]
  /// Whether to list the assumptions in the report.
  var assumptions: Bool
  /// Whether the exit status is for `git bisect run`.
  var bisect: Bool
  /// Which solver decides.
  var solver: SolverChoice
  /// Whether to have a second solver, cvc5, confirm each answer.
  var secondOpinion: Bool
  /// A folder of specs in the place of those that the program ships with.
  var specs: String?
}

extension ProveOptions {
  /// The same in one configuration.
  func alone(in configuration: KernelConfiguration) -> ProveOptions {
    var options = self
    options.configurations = [configuration]
    return options
  }

  /// The second solver, if one is asked for.
  func secondSolver() throws(UserError) -> ExternalSolver? {
    guard secondOpinion else { return nil }
    guard let solver = ExternalSolver.cvc5() else {
      throw UserError("--second-opinion needs cvc5, which is not on the PATH", hint: "apt-get install cvc5")
    }
    return solver
  }
}
