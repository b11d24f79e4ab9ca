/// How a value is shown, which follows from the last part of its name.
enum DisplayKind: Equatable {
  /// The page frame number of a PTE, which a report has relative to the folio's first.
  case relativePfn
  /// Any other page frame number.
  case pfn
  /// One bit, 0 or 1.
  case bit
  /// A word whose bits have a meaning each, shown in hexadecimal.
  case word
  /// A C `int`, shown signed.
  case int
  /// Anything else: decimal while small or negative, hexadecimal beyond.
  case number

  private static let bits: Set<String> = [
    "present", "write", "dirty", "young", "soft_dirty", "uffd_wp", "exclusive", "special", "saved_dirty",
    "protnone", "none", "devmap", "pinned", "user", "global", "exec",
  ]
  private static let words: Set<String> = [
    "flags", "pte", "raw", "word", "val", "prot", "page_prot", "vm_page_prot", "addr", "address", "vm_flags",
  ]

  init(name: String) {
    let last = name.split(separator: ".").last.map(String.init)?.replacing("-", with: "_") ?? name
    self =
      if name.hasSuffix("pte.pfn") {
        .relativePfn
      } else if last == "pfn" || last.hasSuffix("_pfn") {
        .pfn
      } else if DisplayKind.bits.contains(last) {
        .bit
      } else if DisplayKind.words.contains(last) {
        .word
      } else if last.hasSuffix("count") || last == "return" || last == "result" || name.hasPrefix("rss") {
        .int
      } else {
        .number
      }
  }
}

/// How the values of one finding are shown.
struct ValueText {
  /// The folio's first pfn, if the finding names it. It is written p.
  let folio: UInt64?
  /// How many pages the folio has.
  private let pages: UInt64

  init(_ finding: FindingReport) {
    pages =
      finding.measure == nil && (0..<63).contains(finding.order) ? UInt64(1) << UInt64(finding.order) : 1
    folio =
      finding.world.first { $0.name == ValueText.folioName }?.value
      ?? finding.counters.first { $0.name == ValueText.folioName }?.before
  }

  static let folioName = "folio.pfn"

  func text(_ value: UInt64?, name: String) -> String {
    guard let value else { return "-" }
    switch DisplayKind(name: name) {
    case .relativePfn: return relative(value)
    case .pfn: return folio.flatMap { inFolio(value &- $0) } ?? value.hexadecimal
    case .bit: return String(value)
    case .word: return value.hexadecimal
    case .int: return String(ValueText.int(value))
    case .number:
      let signed = Int64(bitPattern: value)
      return (-0xFFFF...0xFFFF).contains(signed) ? String(signed) : value.hexadecimal
    }
  }

  private func inFolio(_ offset: UInt64) -> String? { offset < pages ? "p+\(offset)" : nil }

  /// A frame of the folio as `p+2`; any other one as it is if the folio's place is known, else by distance.
  private func relative(_ offset: UInt64) -> String {
    if let text = inFolio(offset) { return text }
    if let folio { return (folio &+ offset).hexadecimal }
    return offset >> 63 == 0 ? "p+\(offset.hexadecimal)" : "p-\((0 &- offset).hexadecimal)"
  }

  /// An `int` may come as 32 bits or widened to 64, with or without its sign.
  private static func int(_ value: UInt64) -> Int64 {
    value >> 32 == 0 ? Int64(Int32(truncatingIfNeeded: value)) : Int64(bitPattern: value)
  }

  /// A set of flags with the names of its bits, and what no name covers in hexadecimal.
  static func flags(_ value: UInt64, _ names: [FlagName]) -> String {
    var rest = value
    var parts: [String] = []
    for flag in names where flag.mask != 0 && rest & flag.mask == flag.mask {
      parts.append(flag.name)
      rest &= ~flag.mask
    }
    if rest != 0 { parts.append(rest.hexadecimal) }
    return parts.isEmpty ? "0" : parts.joined(separator: " | ")
  }
}
