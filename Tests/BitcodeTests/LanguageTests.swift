import Bitcode
import CLLVM
import Foundation
import Testing

/// The table of LLVM's language says something of everything that LLVM has.
struct LanguageTests {
  @Test func noOpcodeIsMissing() throws {
    // The numbers of LLVM's C API, by its header: LLVM lists them nowhere else.
    let header = try #require(
      (19...22).map { "/usr/lib/llvm-\($0)/include/llvm-c/Core.h" }.first(
        where: FileManager.default.fileExists))
    let text = try String(contentsOfFile: header, encoding: .utf8)
    let start = try #require(text.range(of: "LLVMRet "))
    let end = try #require(text.range(of: "} LLVMOpcode;"))
    let names = text[start.lowerBound..<end.lowerBound].split(separator: "\n").compactMap { line -> String? in
      let words = line.split { " =,".contains($0) }
      guard let name = words.first, name.hasPrefix("LLVM"), words.count > 1, Int(words[1]) != nil else {
        return nil
      }
      return String(name.dropFirst("LLVM".count))
    }
    #expect(names.count >= 67)
    for name in names { #expect(Language.opcodes.entry(for: name) != nil, "\(name)") }
  }

  @Test func noAttributeIsMissing() {
    let known = Set(
      Language.attributes.entries.map { LLVMGetEnumAttributeKindForName($0.name, $0.name.utf8.count) })
    // One behind the last (Attribute::EndAttrKinds), whatever it is called.
    let end = LLVMGetLastEnumAttributeKind()
    #expect(end > 80)
    for kind in 1..<end where !known.contains(kind) {
      Issue.record("the attribute with the number \(kind) is in no row")
    }
  }

  @Test func noMetadataKindIsMissing() throws {
    let context = try #require(LLVMContextCreate())
    defer { LLVMContextDispose(context) }
    // A kind that LLVM does not know gets the next number; llvm.loop and others are there from the start.
    let unknown: String = "pteproof.unknown"
    let count = LLVMGetMDKindIDInContext(context, unknown, UInt32(unknown.utf8.count))
    let known = Set(
      Language.metadata.entries.map {
        LLVMGetMDKindIDInContext(context, $0.name, UInt32($0.name.utf8.count))
      })
    #expect(count >= 40)
    for kind in 0..<count where !known.contains(kind) {
      Issue.record("the metadata kind with the number \(kind) is in no row")
    }
  }

  @Test func noIntrinsicIsMissing() {
    var count = 0
    for number in UInt32(1)... {
      var length = 0
      guard let start = LLVMIntrinsicGetName(number, &length) else { break }
      let name = String(cString: start)
      // Those of targets follow, by the name of the target.
      if name.hasPrefix("llvm.aarch64.") { break }
      count += 1
      #expect(Language.intrinsics.entry(for: name) != nil, "\(name)")
    }
    #expect(count > 400)
  }

  @Test func noLinkageIsMissing() {
    // LLVM's LangRef, "Linkage Types".
    for name in [
      "private", "internal", "available_externally", "linkonce", "weak", "common", "appending", "extern_weak",
      "linkonce_odr", "weak_odr", "external",
    ] {
      #expect(Language.linkages.entry(for: name) != nil, "\(name)")
    }
  }

  @Test func eachIgnoredOrProvedPartSaysWhy() {
    for part in Language.allCases where part != .bundles {
      for entry in part.entries where entry.treatment == .ignored {
        #expect(!entry.remark.isEmpty, "\(entry.name)")
      }
      #expect(Set(part.entries.map(\.name)).count == part.entries.count, "\(part)")
    }
  }

  /// docs/PROOF.md has these tables, word for word.
  @Test func theDocumentationHasTheTable() throws {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "docs/PROOF.md")
    let text = try String(contentsOf: path, encoding: .utf8)
    let table = Self.table
    if ProcessInfo.processInfo.environment["PTEPROOF_WRITE_DOCS"] != nil,
      let start = text.range(of: Self.heading)
    {
      try (String(text[..<start.lowerBound]) + table).write(to: path, atomically: true, encoding: .utf8)
      return
    }
    #expect(text.hasSuffix(table), "PTEPROOF_WRITE_DOCS=1 writes it anew")
  }

  static let heading = "## LLVM's language, part by part"

  static var table: String {
    var lines = [
      heading, "",
      "*Executed*: with the meaning that LLVM's language reference gives it. *Proved*: it claims something, and that is a thing",
      "to prove. *Ignored*: neither used nor believed. *Refused*: code that has it is `unmodelled` where it is reached.",
      "Intrinsics of targets (`llvm.x86.*`) are refused, all of them. A test holds these tables against LLVM's own lists.",
      "",
    ]
    for part in Language.allCases {
      lines += ["### \(part.rawValue)", "", "| what | how | |", "|---|---|---|"]
      var rows: [(names: [String], entry: LanguageEntry)] = []
      for entry in part.entries {
        if let last = rows.last, last.entry.treatment == entry.treatment, last.entry.remark == entry.remark {
          rows[rows.count - 1].names.append(entry.name)
        } else {
          rows.append(([entry.name], entry))
        }
      }
      for row in rows {
        let names = row.names.map { "`\($0)`" }.joined(separator: " ")
        lines.append("| \(names) | \(row.entry.treatment.rawValue) | \(row.entry.remark) |")
      }
      lines.append("")
    }
    return lines.dropLast().joined(separator: "\n") + "\n"
  }
}
