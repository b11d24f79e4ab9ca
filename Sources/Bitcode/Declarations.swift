/// Reads what the sources declare by `PP_DECLARE`: arrays of string pointers in sections `pteproof.KIND`.
struct Declarations {
  private static let sectionPrefix = "pteproof."
  let globals: [String: Global]

  /// The lists of each kind, in the order of `names`.
  func collect(_ names: [String]) -> [String: [[String]]] {
    var result: [String: [[String]]] = [:]
    for name in names {
      guard let global = globals[name], let section = global.section,
        section.hasPrefix(Self.sectionPrefix), !global.isExternal
      else { continue }
      let kind = String(section.dropFirst(Self.sectionPrefix.count))
      result[kind, default: []].append(strings(global))
    }
    return result
  }

  /// A null pointer or one to something else than a string counts as an empty string.
  private func strings(_ array: Global) -> [String] {
    let targets = Dictionary(array.relocations.map { ($0.offset, $0.target) }) { first, _ in first }
    return stride(from: 0, to: array.size, by: 8).map { offset in
      guard case .global(let name, let start)? = targets[offset], let bytes = globals[name]?.initial,
        start >= 0, start <= bytes.count
      else { return "" }
      return String(decoding: bytes[Int(start)...].prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}
