/// How a value is shown, which follows from the last part of its name.
enum DisplayKind: Equatable {
  /// A page frame number, shown relative to the folio.
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
      if last == "pfn" || last.hasSuffix("_pfn") {
        .pfn
      } else if DisplayKind.bits.contains(last) {
        .bit
      } else if DisplayKind.words.contains(last) {
        .word
      } else if last.hasSuffix("count") || last == "return" || last == "result" {
        .int
      } else {
        .number
      }
  }
}

/// How the values of one finding are shown.
struct ValueText {
  /// A named frame: what is written for it, its first pfn, and how many pages it has.
  struct Frame {
    var letter: String
    var name: String
    var base: UInt64
    var pages: UInt64
  }

  var frames: [Frame]

  /// Takes the frames from the world: `folio.pfn` is written p, `prealloc.pfn` q.
  init(_ finding: FindingReport) {
    let pages = (0..<63).contains(finding.order) ? UInt64(1) << UInt64(finding.order) : 1
    frames = [("p", "folio.pfn", pages), ("q", "prealloc.pfn", 1)].compactMap { letter, name, pages in
      finding.world.first { $0.name == name }.map {
        Frame(letter: letter, name: name, base: $0.value, pages: pages)
      }
    }
  }

  func text(_ value: UInt64?, name: String) -> String {
    guard let value else { return "-" }
    switch DisplayKind(name: name) {
    case .pfn: return pfn(value)
    case .bit: return String(value)
    case .word: return value.hexadecimal
    case .int: return String(ValueText.int(value))
    case .number:
      let signed = Int64(bitPattern: value)
      return (-0xFFFF...0xFFFF).contains(signed) ? String(signed) : value.hexadecimal
    }
  }

  private func pfn(_ value: UInt64) -> String {
    for frame in frames where value >= frame.base && value - frame.base < frame.pages {
      return "\(frame.letter)+\(value - frame.base)"
    }
    return value.hexadecimal
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
