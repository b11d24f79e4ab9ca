// swift-tools-version: 6.1
import Foundation
import PackageDescription

// LLVM has no pkg-config file in Debian; llvm-config is its own way to say where it lives.
// 19 is the oldest major whose C API has every call that Sources/Bitcode makes.
func llvmConfig(_ argument: String) -> String? {
  for major in stride(from: 22, through: 19, by: -1) {
    let path = "/usr/bin/llvm-config-\(major)"
    guard FileManager.default.isExecutableFile(atPath: path) else { continue }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = [argument]
    let pipe = Pipe()
    process.standardOutput = pipe
    guard (try? process.run()) != nil else { continue }
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { continue }
    return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }
  return nil
}

let llvmInclude = llvmConfig("--includedir") ?? "/usr/lib/llvm-19/include"
let llvmLibraries = llvmConfig("--libdir") ?? "/usr/lib/llvm-19/lib"
let llvmHeaders: [SwiftSetting] = [.unsafeFlags(["-Xcc", "-I\(llvmInclude)"])]
let llvmLink: [LinkerSetting] = [.unsafeFlags(["-L\(llvmLibraries)"])]

// Tests of what the program does need no optimisation of their own; those that compute much do (TermsTests, SolvingTests).
let plainTests: [SwiftSetting] = llvmHeaders + [.unsafeFlags(["-Onone"])]

let package = Package(
  name: "pteproof",
  products: [.executable(name: "pteproof", targets: ["pteproof"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    .package(url: "https://github.com/onevcat/Rainbow", from: "4.2.2"),
  ],
  targets: [
    .systemLibrary(name: "CZ3", providers: [.apt(["libz3-dev"])]),
    .systemLibrary(name: "CLLVM", providers: [.apt(["llvm-19-dev"])]),
    .systemLibrary(name: "COpenSSL", providers: [.apt(["libssl-dev"])]),
    .target(name: "CCaDiCaL", linkerSettings: [.linkedLibrary("cadical"), .linkedLibrary("stdc++")]),
    .target(name: "Digests", dependencies: ["COpenSSL"]),
    .target(name: "Terms"),
    .target(name: "Verdicts"),
    .target(name: "Circuits", dependencies: ["Terms"]),
    .target(name: "Solving", dependencies: ["Terms", "Circuits", "CZ3", "CCaDiCaL", "Digests"]),
    .target(
      name: "Bitcode",
      dependencies: ["CLLVM", "Digests"],
      swiftSettings: llvmHeaders, linkerSettings: llvmLink),
    .target(name: "Execution", dependencies: ["Terms", "Solving", "Bitcode"]),
    .target(name: "Proof", dependencies: ["Terms", "Solving", "Bitcode", "Execution", "Replay", "Verdicts"]),
    .target(
      name: "Specs", dependencies: ["Digests"], path: "specs",
      exclude: ["README.md"], sources: ["Specs.swift"],
      resources: [.copy("include"), .copy("linux"), .copy("seed")]),
    .target(
      name: "KernelTree",
      dependencies: [
        "Specs", "Digests", .product(name: "Subprocess", package: "swift-subprocess"),
      ]),
    .target(
      name: "Replay",
      dependencies: ["Bitcode", .product(name: "Subprocess", package: "swift-subprocess")]),
    .target(name: "Checking", dependencies: ["Bitcode", "Execution", "KernelTree", "Digests"]),
    .target(name: "Report", dependencies: ["Verdicts", .product(name: "Rainbow", package: "Rainbow")]),
    .executableTarget(
      name: "pteproof",
      dependencies: [
        "Terms", "Solving", "Bitcode", "Execution", "Proof", "KernelTree", "Checking", "Replay",
        "Report", "Digests", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .testTarget(name: "DigestsTests", dependencies: ["Digests"]),
    .testTarget(name: "TermsTests", dependencies: ["Terms", "Solving"]),
    .testTarget(name: "SolvingTests", dependencies: ["Solving", "Circuits", "Terms"]),
    .testTarget(
      name: "BitcodeTests", dependencies: ["Bitcode", "CLLVM"], swiftSettings: plainTests),
    .testTarget(
      name: "ExecutionTests", dependencies: ["Execution", "Bitcode", "Terms", "Solving"],
      swiftSettings: plainTests),
    .testTarget(
      name: "ProofTests", dependencies: ["Proof", "Execution", "Bitcode", "Terms", "Solving"],
      swiftSettings: plainTests),
    .testTarget(name: "KernelTreeTests", dependencies: ["KernelTree", "Specs"], swiftSettings: plainTests),
    .testTarget(
      name: "CheckingTests", dependencies: ["Checking", "KernelTree", "Bitcode", "Execution", "Proof"],
      swiftSettings: plainTests),
    .testTarget(
      name: "ReplayTests",
      dependencies: [
        "Replay", "Bitcode", "Execution", "Proof", "Terms", "Solving", "KernelTree", "Specs",
      ],
      swiftSettings: plainTests),
    .testTarget(
      name: "ReportTests", dependencies: ["Report", "Solving", "pteproof"], exclude: ["Snapshots"],
      swiftSettings: plainTests),
    .testTarget(
      name: "EndToEnd",
      dependencies: ["pteproof", "Proof", "Solving", "KernelTree", "Bitcode", "Checking", "Specs"],
      swiftSettings: plainTests),
  ],
  swiftLanguageModes: [.v6]
)
