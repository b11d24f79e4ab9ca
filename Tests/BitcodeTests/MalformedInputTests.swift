import Foundation
import Testing

@testable import Bitcode

struct MalformedInputTests {
  private func load(_ bytes: Data) throws -> BitcodeError? {
    let unit = try CompiledC()
    defer { unit.remove() }
    let path = unit.folder.appending(path: "input.bc")
    try bytes.write(to: path)
    do {
      _ = try BitcodeModule(linking: [path.path])
      return nil
    } catch {
      // What is read of it alone may be whole; where it is not, the reason is the same.
      if case .missingFile = error { return error }
      do { _ = try BitcodeModule.declarations(in: path.path) } catch let part {
        #expect(part.description == error.description)
      }
      return error
    }
  }

  private func sample() throws -> Data {
    let unit = try CompiledC()
    defer { unit.remove() }
    return try Data(
      contentsOf: URL(fileURLWithPath: unit.compile("int f(int a) { return a ? a + 1 : 7; }")))
  }

  @Test func noFile() throws {
    do {
      _ = try BitcodeModule(linking: ["/nonexistent/input.bc"])
      Issue.record("read what does not exist")
    } catch { #expect(error == .missingFile(path: "/nonexistent/input.bc")) }
    do {
      _ = try BitcodeModule(linking: [])
      Issue.record("read nothing")
    } catch { #expect(error == .noInput) }
  }

  @Test func aFolderIsNotBitcode() {
    do {
      _ = try BitcodeModule(linking: ["/usr"])
      Issue.record("read a folder")
    } catch { #expect(!error.description.contains("\n")) }
  }

  @Test func text() throws {
    for text in ["", "BC", "int main(void) { return 0; }\n", "; ModuleID = 'text'\n"] {
      guard case .notBitcode = try load(Data(text.utf8)) else {
        Issue.record("accepted \(text)")
        continue
      }
    }
  }

  @Test func truncated() throws {
    let whole = try sample()
    for part in [4, 5, 8, 20, 100, 1000, whole.count / 2, whole.count - 4] {
      let error = try load(whole.prefix(part))
      guard case .notBitcode = error else {
        Issue.record("\(part) of \(whole.count) bytes: \(String(describing: error))")
        continue
      }
      #expect(error?.description.contains("\n") == false)
    }
  }

  /// What LLVM says of a file of a later LLVM, and of a damaged one of its own.
  @Test func anotherVersionOfLLVM() {
    #expect(
      LLVMSession.isFromAnotherVersion(
        "Unknown attribute kind (102) (Producer: 'LLVM22.1.0' Reader: 'LLVM 19.1.7')"))
    #expect(
      !LLVMSession.isFromAnotherVersion("Invalid record (Producer: 'LLVM19.1.7' Reader: 'LLVM 19.1.7')"))
    #expect(!LLVMSession.isFromAnotherVersion("Invalid bitcode signature"))
  }

  @Test func damaged() throws {
    var damaged = try sample()
    for index in damaged.count / 3..<damaged.count / 3 + 40 { damaged[index] = 0xFF }
    guard case .notBitcode = try load(damaged) else {
      Issue.record("accepted a damaged file")
      return
    }
  }

  @Test func twoDefinitionsOfOneSymbol() throws {
    let unit = try CompiledC()
    defer { unit.remove() }
    let paths = try ["one", "two"].map {
      try unit.compile("int twice(void) { return 1; }", name: $0)
    }
    do {
      _ = try BitcodeModule(linking: paths)
      Issue.record("linked two definitions")
    } catch {
      guard case .linkConflict(let path, let symbol, _) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(path == paths[1])
      #expect(symbol == "twice")
    }
  }

  @Test func passesThatDoNotExist() throws {
    do {
      _ = try CompiledC.decode("int x;", options: .init(passes: "function(no-such-pass)"))
      Issue.record("ran a pass that does not exist")
    } catch let error as BitcodeError {
      guard case .passesFailed(let reason) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(reason.contains("no-such-pass"))
    }
  }
}
