import Foundation

/// The symbols of an ELF file for x86-64 or another 64-bit little-endian machine (System V ABI, "Symbol
/// Table").
struct ElfSymbols {
  struct Symbol {
    let name: String
    let address: UInt64
    let size: UInt64
    let isUndefined: Bool
    let isData: Bool
    /// In a section that the program may write to.
    let isWritable: Bool
  }

  let symbols: [Symbol]

  init(path: String) throws(ReplayError) {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw .malformedImage(path: path, reason: "cannot be read")
    }
    guard let symbols = Reader(bytes: [UInt8](data)).symbols() else {
      throw .malformedImage(path: path, reason: "not a 64-bit little-endian ELF file with symbols")
    }
    self.symbols = symbols
  }

  private struct Section {
    let type: UInt64, flags: UInt64, offset: Int, size: Int, link: Int, entrySize: Int
  }

  private struct Reader {
    let bytes: [UInt8]

    func number(_ offset: Int, _ size: Int) -> UInt64? {
      guard offset >= 0, size >= 0, offset <= bytes.count - size else { return nil }
      var value: UInt64 = 0
      for index in (0..<size).reversed() { value = value << 8 | UInt64(bytes[offset + index]) }
      return value
    }

    func place(_ offset: Int, _ size: Int) -> Int? { number(offset, size).flatMap(Int.init(exactly:)) }

    func text(_ offset: Int) -> String {
      guard bytes.indices.contains(offset) else { return "" }
      return String(decoding: bytes[offset...].prefix { $0 != 0 }, as: UTF8.self)
    }

    func section(_ at: Int) -> Section? {
      guard let type = number(at + 4, 4), let flags = number(at + 8, 8), let offset = place(at + 24, 8),
        let size = place(at + 32, 8), let link = place(at + 40, 4), let entrySize = place(at + 56, 8)
      else { return nil }
      return Section(type: type, flags: flags, offset: offset, size: size, link: link, entrySize: entrySize)
    }

    func symbols() -> [Symbol]? {
      // ELFMAG, ELFCLASS64, ELFDATA2LSB
      guard bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46, 2, 1]), let start = place(0x28, 8),
        let entrySize = place(0x3a, 2), let count = place(0x3c, 2)
      else { return nil }
      let sections = (0..<count).compactMap { section(start + $0 * entrySize) }
      // SHT_SYMTAB
      guard let table = sections.first(where: { $0.type == 2 }), table.entrySize >= 24,
        sections.indices.contains(table.link)
      else { return nil }
      let names = sections[table.link].offset
      return stride(from: table.offset, to: table.offset + table.size, by: table.entrySize).compactMap { at in
        guard let name = place(at, 4), let info = number(at + 4, 1), let index = place(at + 6, 2),
          let address = number(at + 8, 8), let size = number(at + 16, 8)
        else { return nil }
        // STT_OBJECT; SHF_WRITE
        return Symbol(
          name: text(names + name), address: address, size: size, isUndefined: index == 0,
          isData: info & 0xf == 1,
          isWritable: sections.indices.contains(index) && sections[index].flags & 1 == 1)
      }.filter { !$0.name.isEmpty }
    }
  }
}
