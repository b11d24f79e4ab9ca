/// Where the members of a C structure or union lie, as clang has it.
public struct RecordLayout: Sendable, Equatable {
  /// A member, or a member of a member.
  public struct Field: Sendable, Hashable {
    /// In bytes; `32:0-2` for bits of a byte on.
    public var offset: String
    /// Type and name, such as `unsigned long flags`.
    public var declaration: String
    /// 0 for the structure's own, 1 for those of its members, and so on.
    public var depth: Int

    /// Empty for an anonymous member.
    public var name: String {
      guard !declaration.hasSuffix("(anonymous)") else { return "" }
      return declaration.split(separator: " ").last.map(String.init) ?? ""
    }
    var type: Substring { declaration.dropLast(name.count) }
  }

  public var fields: [Field]
  /// Size and alignment, as `sizeof=64, align=8`.
  public var size: String
  public var isUnion = false

  /// How `other` differs for code that was compiled with this one, in words, a member at least by its name; nil if
  /// such code finds everything in `other` where it looks for it.
  ///
  /// A new member in what was a hole moves nothing.
  public func difference(to other: RecordLayout) -> String? {
    let old = named
    let new = other.named
    let gone = old.filter { field in !new.contains { $0.path == field.path } }
    let fresh = new.filter { field in !old.contains { $0.path == field.path } }
    var parts: [String] = []
    if !fresh.isEmpty { parts.append("new: \(Self.list(fresh.map(\.path)))") }
    if !gone.isEmpty { parts.append("gone: \(Self.list(gone.map(\.path)))") }
    // A member that changes its place among the others is what was moved; those that make room follow.
    let kept = (old: old.map(\.path), new: new.map(\.path))
    let common = Set(kept.old).intersection(kept.new)
    let moves = kept.new.filter(common.contains).difference(from: kept.old.filter(common.contains))
    let jumped = Set(
      moves.removals.map { change in
        switch change {
        case .insert(_, let path, _), .remove(_, let path, _): path
        }
      })
    let shifted = old.compactMap { before -> (path: String, text: String)? in
      guard let after = new.first(where: { $0.path == before.path }),
        after.field.offset != before.field.offset
      else { return nil }
      return (
        before.path, "\(before.path) is at offset \(after.field.offset), not \(before.field.offset)"
      )
    }
    let told = shifted.filter { jumped.contains($0.path) } + shifted.filter { !jumped.contains($0.path) }
    if let first = told.first {
      parts.append(first.text + (told.count > 1 ? " (and \(told.count - 1) more moved)" : ""))
    }
    for before in old {
      guard let after = new.first(where: { $0.path == before.path }), after.field.type != before.field.type
      else { continue }
      parts.append("\(before.path) is of another type")
      break
    }
    if size != other.size { parts.append("\(other.size), not \(size)") }
    let isHarmless = gone.isEmpty && shifted.isEmpty && parts.count == (fresh.isEmpty ? 0 : 1)
    return isHarmless ? nil : parts.joined(separator: "; ")
  }

  private static func list(_ names: [String]) -> String {
    names.prefix(3).joined(separator: ", ") + (names.count > 3 ? ", ..." : "")
  }

  /// Members by their paths, such as `vm_mm` and `u.k`; numbered where one path is there twice.
  private var named: [(path: String, field: Field)] {
    var parents: [String] = []
    var counts: [String: Int] = [:]
    return fields.map { field in
      parents = Array(parents.prefix(field.depth))
      let path = (parents + [field.name]).filter { !$0.isEmpty }.joined(separator: ".")
      parents.append(field.name)
      // Anonymous members are told by where they stand among others of their kind.
      let key = field.name.isEmpty ? path + "(anonymous)" : path
      counts[key, default: 0] += 1
      let count = counts[key, default: 1]
      return (count == 1 ? key : "\(key)#\(count)", field)
    }
  }
}

extension RecordLayout {
  /// Reads what `clang -Xclang -fdump-record-layouts-complete` writes: by tag, the structures and unions that have one.
  public static func read(_ dump: String) -> [String: RecordLayout] {
    var found: [String: RecordLayout] = [:]
    for block in dump.components(separatedBy: "*** Dumping AST Record Layout").dropFirst() {
      var tag: String?
      var layout = RecordLayout(fields: [], size: "")
      for line in block.split(separator: "\n") {
        guard let bar = line.firstIndex(of: "|") else { continue }
        let offset = line[..<bar].filter { !$0.isWhitespace }
        let rest = line[line.index(after: bar)...].dropFirst()
        let text = withoutPlaces(rest.drop { $0 == " " })
        if text.hasPrefix("[") {
          layout.size = text.filter { $0 != "[" && $0 != "]" }
          break
        }
        let depth = rest.prefix { $0 == " " }.count / 2
        if depth == 0 {
          tag = text.split(separator: " ").last.map(String.init)
          layout.isUnion = text.hasPrefix("union ")
        } else {
          layout.fields.append(Field(offset: String(offset), declaration: text, depth: depth - 1))
        }
      }
      if let tag, !tag.contains("("), !tag.contains(")"), found[tag] == nil { found[tag] = layout }
    }
    return found
  }

  /// `(anonymous at FILE:LINE:COLUMN)` without the place, which any edit above it changes.
  private static func withoutPlaces(_ text: Substring) -> String {
    var result = ""
    var rest = text
    while let open = rest.firstRange(of: " at ") ?? nil,
      let close = rest[open.upperBound...].firstIndex(of: ")")
    {
      result += rest[..<open.lowerBound]
      rest = rest[close...]
    }
    result += rest
    while result.last == " " { result.removeLast() }
    return result
  }
}

extension KernelPreparer {
  /// The layouts of all complete structures and unions with a tag that a file of the tree gets to see.
  ///
  /// clang writes each when it meets the closing brace, and has not seen then what attributes behind it say of the
  /// alignment. `exactRecordLayouts` is right about that, but does not know all.
  ///
  /// - Returns: by tag; empty if the file does not compile.
  public func recordLayouts(
    of treeFile: String, kernel: PreparedKernel, overlay: [String: String]
  ) async throws(KernelError) -> [String: RecordLayout] {
    let answer = try await frontend(
      ["-w", "-fsyntax-only", "-Xclang", "-fdump-record-layouts-complete"],
      source: kernel.sourceTree + "/" + treeFile,
      flags: try await treeFlags(treeFile, kernel: kernel) { _ in }, kernel: kernel, overlay: overlay)
    return answer.succeeded ? RecordLayout.read(String(decoding: answer.output, as: UTF8.self)) : [:]
  }

  /// The layouts of the structures and unions with a tag that a spec's compilation makes use of, as its bitcode has them.
  ///
  /// - Returns: by tag; empty if the spec does not compile.
  public func exactRecordLayouts(
    spec: String, includeDirectories: [String], definitions: [String] = [], kernel: PreparedKernel,
    overlay: [String: String]
  ) async throws(KernelError) -> [String: RecordLayout] {
    let folders = includeDirectories.map { "-I" + (FileSystem.realPath($0) ?? $0) }
    let answer = try await frontend(
      ["-w", "-c", "-emit-llvm", "-o", "/dev/null", "-Xclang", "-fdump-record-layouts"], source: spec,
      flags: kernel.flags + ["-I" + kernel.sourceTree] + folders + definitions.map { "-D" + $0 },
      kernel: kernel, overlay: overlay)
    return answer.succeeded ? RecordLayout.read(String(decoding: answer.output, as: UTF8.self)) : [:]
  }
}
