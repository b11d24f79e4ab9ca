import Bitcode
import Execution
import Foundation
import Solving
import Terms

/// A C function, compiled now and executed with symbolic arguments.
struct SpecRun {
  struct CompilerFailed: Error { let message: String }

  let executor: Executor
  /// What the function returned; nil if it is `void`.
  let result: Term?
  /// The arguments, as named in `inputs`.
  let inputs: [Input]
  let obligations: [Obligation]
  var pool: TermPool { executor.pool }

  /// An argument: a variable of few bits, widened by zeros to the parameter's width.
  struct Input {
    let name: String
    let width: Int
    init(_ name: String, _ width: Int) {
      self.name = name
      self.width = width
    }
  }

  /// - Parameters:
  ///   - source: C that follows the spec header and short names of the integer types.
  ///   - world: a function to run first.
  ///   - function: ends in `_run`, so that the executor treats it as it treats a unit.
  init(
    _ source: String, world: String? = nil, function: String = "t_run", inputs: [Input] = [],
    order: Int = 0, loopBound: Int? = nil, choices: [Bool] = [], allowances: Set<String> = []
  ) throws {
    try self.init(
      Self.compile(source), world: world, function: function, inputs: inputs, order: order,
      loopBound: loopBound, choices: choices, allowances: allowances)
  }

  /// The same with a module that is compiled already.
  init(
    _ module: BitcodeModule, world: String? = nil, function: String = "t_run", inputs: [Input] = [],
    order: Int = 0, loopBound: Int? = nil, choices: [Bool] = [], allowances: Set<String> = []
  ) throws {
    let pool = TermPool()
    var settings = Executor.Settings(order: order, loopBound: loopBound)
    settings.choices = choices
    settings.allowances = allowances
    let executor = Executor(
      module: module, settings: settings, pool: pool,
      prover: SlicedProver(pool: pool, solver: try standardSolver().solver))
    self.executor = executor
    self.inputs = inputs
    if let world {
      try executor.run(world)
      executor.before = executor.memory
      executor.namedStates = [0: executor.memory]
    }
    let types = module.functions[function]?.parameterWidths ?? []
    let arguments = zip(inputs, types).map { input, type in
      var width = 64
      if case .integer(let bits) = type { width = bits }
      return pool.zext(pool.variable(input.name, width: input.width), to: width)
    }
    result = try executor.run(function, arguments)
    obligations = executor.takeObligations()
  }

  /// One C file, prepared as the code of a unit is.
  ///
  /// - Parameter kernel: what stands before it in another file, which is not the spec's: nil if all is.
  static func compile(_ source: String, kernel: String? = nil, flags: [String] = []) throws -> BitcodeModule {
    let folder = FileManager.default.temporaryDirectory.appending(path: "execution-\(UUID().uuidString)")
      .resolvingSymlinksInPath()
    let specs = folder.appending(path: "specs")
    try FileManager.default.createDirectory(at: specs, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let input = specs.appending(path: "unit.c")
    let output = folder.appending(path: "unit.bc")
    var code = prelude + source
    if let kernel {
      let file = folder.appending(path: "kernel.c")
      try kernel.write(to: file, atomically: true, encoding: .utf8)
      code =
        prelude.split(separator: "\n").dropLast().joined(separator: "\n")
        + "\n#include \"\(file.path)\"\n#line 1 \"\(input.path)\"\n" + source
    }
    try code.write(to: input, atomically: true, encoding: .utf8)
    guard
      let compiler = (19...22).map({ "/usr/bin/clang-\($0)" })
        .first(where: { FileManager.default.isExecutableFile(atPath: $0) })
    else { throw CompilerFailed(message: "no clang") }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: compiler)
    process.arguments =
      [
        "-O1", "-Xclang", "-disable-llvm-passes", "-g", "-fno-delete-null-pointer-checks", "-fwrapv",
        "-I", headers, "-emit-llvm", "-c", input.path, "-o", output.path, "-w",
      ] + flags
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let text = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw CompilerFailed(message: String(decoding: text, as: UTF8.self))
    }
    return try BitcodeModule(
      linking: [output.path], options: .init(specs: kernel == nil ? nil : specs.path))
  }

  private static var headers: String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "specs/include").path
  }

  private static let prelude = """
    #include "pteproof.h"
    typedef unsigned char u8; typedef unsigned short u16; typedef unsigned int u32;
    typedef unsigned long u64;
    #line 1 "unit.c"

    """

  // MARK: One concrete world

  /// Evaluates in the world in which the variables have these values (those not named: their least).
  ///
  /// The exit index of a loop, or whether a position is come to, is no input: it is searched for, as the value that the assumptions leave.
  ///
  /// - Returns: nil if the assumptions exclude the world.
  func world(_ values: [String: UInt64]) -> Evaluator? {
    let variables = (0..<pool.variableCount).map { pool.variable(ordinal: $0) }
    var assigned: [Term: UInt64] = [:]
    var exits: [(variable: Term, range: ClosedRange<UInt64>)] = []
    for variable in variables {
      guard let info = pool.variableInfo(variable) else { continue }
      if info.name.hasPrefix("exit of ") || info.name.hasPrefix("a position of ") {
        exits.append((variable, info.range))
      }
      assigned[variable] = values[info.name] ?? info.range.lowerBound
    }
    // An assumption can be judged as soon as the last exit index that it mentions is set.
    var judged: [[Term]] = Array(repeating: [], count: exits.count + 1)
    for assumption in executor.assumedTerms {
      let mentioned = Set(pool.variables(of: assumption).map { pool.variable(ordinal: $0) })
      let last = exits.lastIndex { mentioned.contains($0.variable) }
      judged[last.map { $0 + 1 } ?? 0].append(assumption)
    }
    func hold(_ level: Int) -> Bool {
      let evaluator = pool.evaluator { assigned[$0] }
      return judged[level].allSatisfy { evaluator.value(of: $0) == 1 }
    }
    func search(_ level: Int) -> Bool {
      if level == exits.count { return true }
      for value in exits[level].range {
        assigned[exits[level].variable] = value
        if hold(level + 1), search(level + 1) { return true }
      }
      return false
    }
    guard hold(0), search(0) else { return nil }
    return pool.evaluator { assigned[$0] }
  }

  /// All combinations of the arguments' values.
  var allInputs: [[UInt64]] {
    inputs.reduce([[]]) { rows, input in
      rows.flatMap { row in (0..<UInt64(1) << UInt64(input.width)).map { row + [$0] } }
    }
  }

  /// The arguments for which the result is not what `expected` says, with both: at most a few.
  func disagreements(_ expected: ([UInt64]) -> UInt64) -> [String] {
    guard let result else { return ["returns nothing"] }
    var found: [String] = []
    for row in allInputs where found.count < 5 {
      let named = Dictionary(uniqueKeysWithValues: zip(inputs.map(\.name), row))
      let wanted = expected(row) & (pool.width(result) == 64 ? .max : 1 << UInt64(pool.width(result)) - 1)
      guard let evaluator = world(named) else {
        found.append("\(row): no such world")
        continue
      }
      let value = evaluator.value(of: result)
      if value != wanted { found.append("\(row): \(value), not \(wanted)") }
    }
    return found
  }

  /// The value of a result that depends on nothing.
  var constant: UInt64? { result.flatMap { pool.asConstant($0) } }

  // MARK: Obligations

  /// The obligations of a kind that some world breaks.
  func broken(_ kind: Obligation.Kind) throws -> [Obligation] {
    try obligations.filter { obligation in
      guard obligation.kind == kind else { return false }
      if case .satisfiable = try executor.prover.satisfiable(obligation.condition, label: "test") {
        return true
      }
      return false
    }
  }

  /// For which arguments some obligation of a kind is broken.
  func isBroken(_ kind: Obligation.Kind, _ row: [UInt64]) -> Bool {
    guard let evaluator = world(Dictionary(uniqueKeysWithValues: zip(inputs.map(\.name), row))) else {
      return false
    }
    return obligations.contains { $0.kind == kind && evaluator.value(of: $0.condition) == 1 }
  }
}
