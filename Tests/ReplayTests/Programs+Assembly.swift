extension Programs {
  /// A WARN or BUG site as kernels mark them: `ud2` and an entry that says where it is, and which it is.
  static let trap = """
    #define TRAP(flags) asm volatile("1: .byte 0x0f, 0x0b\\n.pushsection __bug_table,\\"aw\\"\\n" \\
      "2: .long 1b - .\\n.long %c0 - .\\n.word %c1\\n.word %c2\\n.org 2b + 12\\n.popsection" \\
      :: "i"(__FILE__), "i"(__LINE__), "i"(flags))

    """

  /// One function for each assembly statement that has a meaning.
  static let assembly: [(name: String, body: String)] =
    updates + flagged + bits + exchanges
    + [
      (
        "percpu",
        """
        word r; u32 s;
        asm volatile("movq %%gs:%a1, %0" : "=r"(r) : "i"(&words[2]));
        asm volatile("movl %%gs:%a1, %0" : "=r"(s) : "i"(&counter));
        asm volatile("" ::: "memory");
        asm volatile("mfence" ::: "memory");
        return r + WRONG(s, s + 1);
        """
      )
    ]

  private static let widths: [(suffix: String, type: String)] = [
    ("b", "u8"), ("w", "u16"), ("l", "u32"), ("q", "word"),
  ]

  /// `lock addl %1,%0` and its like, at each width.
  private static var updates: [(name: String, body: String)] {
    widths.flatMap { suffix, type in
      [("add", "sub"), ("sub", "add"), ("and", "or"), ("or", "and")].map { name, other in
        (
          "\(name)\(suffix)",
          """
          if (WRONG(1, 0))
            asm volatile("lock \(name)\(suffix) %1,%0" : "+m"(*(\(type) *)&words[1]) : "\(suffix == "b" ? "q" : "r")"((\(type))a) : "memory");
          else
            asm volatile("lock \(other)\(suffix) %1,%0" : "+m"(*(\(type) *)&words[1]) : "\(suffix == "b" ? "q" : "r")"((\(type))a) : "memory");
          return words[1];
          """
        )
      }
        + [("inc", "dec"), ("dec", "inc")].map { name, other in
          (
            "\(name)\(suffix)",
            """
            if (WRONG(1, 0))
              asm volatile("lock \(name)\(suffix) %0" : "+m"(*(\(type) *)&words[2]) :: "memory");
            else
              asm volatile("lock \(other)\(suffix) %0" : "+m"(*(\(type) *)&words[2]) :: "memory");
            return words[2];
            """
          )
        }
    }
  }

  /// The same with the zero or sign flag as a result.
  private static var flagged: [(name: String, body: String)] {
    ["e", "s"].flatMap { flag in
      ["w", "l", "q"].flatMap { suffix in
        let type = widths.first { $0.suffix == suffix }?.type ?? "word"
        return [("inc", ""), ("dec", ""), ("add", "%2, "), ("sub", "%2, ")].map { name, operand in
          let label = "\(name)\(suffix)_\(flag)"
          let input = operand.isEmpty ? "" : "\"er\"((\(type))a)"
          return (
            label,
            """
            _Bool flag;
            \(type) *at = (\(type) *)&words[3];
            /* Zero is a result worth having often. */
            if (b & 1) *at = \(operand.isEmpty ? (name == "inc" ? "-1" : "1") : (name == "add" ? "-a" : "a"));
            asm volatile("lock \(name)\(suffix) \(operand)%0" : "+m"(*at), "=@cc\(flag)"(flag) : \(input) : "memory");
            return WRONG(flag, !flag);
            """
          )
        }
      }
    }
  }

  /// Bit operations, with the bit's number as an immediate below and above the width of a word.
  private static var bits: [(name: String, body: String)] {
    let plain = [("bts", "btr"), ("btr", "btc"), ("btc", "bts")].flatMap { name, other in
      [5, 63, 70].map { bit in
        (
          "\(name)\(bit)",
          """
          if (WRONG(1, 0))
            asm volatile("lock \(name)q %1,%0" :: "m"(*(volatile long *)words), "Ir"(\(bit)L) : "memory");
          else
            asm volatile("lock \(other)q %1,%0" :: "m"(*(volatile long *)words), "Ir"(\(bit)L) : "memory");
          return words[0] ^ words[1];
          """
        )
      }
    }
    let carried = ["bts", "btr"].flatMap { name in
      [0, 31, 64, 190].map { bit in
        (
          "\(name)\(bit)_c",
          """
          _Bool old;
          asm volatile("lock \(name)q %2, %0" : "+m"(*(volatile long *)words), "=@ccc"(old) : "Ir"(\(bit)L) : "memory");
          return WRONG(old, !old);
          """
        )
      }
    }
    let tests = [0, 17, 64, 127].map { bit in
      (
        "bt\(bit)",
        """
        _Bool old;
        asm volatile("btq %2,%1" : "=@ccc"(old) : "m"(*(long *)words), "Ir"(\(bit)L) : "memory");
        return WRONG(old, !old);
        """
      )
    }
    return plain + carried + tests
  }

  private static var exchanges: [(name: String, body: String)] {
    widths.flatMap { suffix, type in
      [
        (
          "cmpxchg\(suffix)",
          """
          _Bool done;
          \(type) *at = (\(type) *)&words[5], old = b & 1 ? *at : (\(type))a;
          asm volatile("lock cmpxchg\(suffix) %3, %1"
            : "=@ccz"(done), "+m"(*at), "+a"(old) : "\(suffix == "b" ? "q" : "r")"((\(type))c) : "memory");
          words[6] = old;
          return WRONG(done, !done);
          """
        ),
        (
          "xadd\(suffix)",
          """
          \(type) x = a;
          asm volatile("lock xadd\(suffix) %0, %1" : "+\(suffix == "b" ? "q" : "r")"(x), "+m"(*(\(type) *)&words[4]) :: "memory", "cc");
          return x + WRONG(0, 1);
          """
        ),
        (
          "xchg\(suffix)",
          """
          \(type) x = a;
          asm volatile("xchg\(suffix) %0, %1" : "+\(suffix == "b" ? "q" : "r")"(x), "+m"(*(\(type) *)&words[4]) :: "memory", "cc");
          return x + WRONG(0, 1);
          """
        ),
      ]
    }
  }
}
