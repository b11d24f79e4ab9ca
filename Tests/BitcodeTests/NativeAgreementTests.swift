import Bitcode
import Foundation
import Testing

/// The decoded view, interpreted, gives what the same C gives on this machine.
struct NativeAgreementTests {
  static let source = """
    typedef unsigned long word;
    word arithmetic(word a, word b) {
      unsigned int c = a, d = b | 1; int e = a, f = (b & 0xff) + 1; short g = a; unsigned char h = b;
      return (c / d) ^ (c % d) * 3 + (word)(e / f) - (e % f) + (g >> 3) + (h << 4) + (a >> (b & 63)) * b
        + ((long)a >> 7) - (~a | h) + (signed char)b;
    }
    word comparisons(word a, word b) {
      int e = a, f = b; word r = 0;
      r |= a < b; r |= (a <= b) << 1; r |= (e < f) << 2; r |= (e <= f) << 3; r |= (e > f) << 4;
      r |= (e >= f) << 5; r |= (a > b) << 6; r |= (a >= b) << 7; r |= (e == f) << 8; r |= (e != f) << 9;
      return r;
    }
    word choose(word a, word b) {
      switch (a & 7) {
      case 0: return b + 1;
      case 2: case 3: b ^= 0x55; break;
      case 7: return a;
      default: b--;
      }
      return b > 1000 ? b : a;
    }
    word loops(word a, word b) {
      word sum = 0;
      for (int i = 0; i < (int)(a & 15); i++) {
        for (word j = b & 7; j; j--) {
          if (j == 5 && (i & 1)) continue;
          if (sum > 1000) break;
          sum += i * j + 1;
        }
        do { sum ^= i; } while (++i & 1);
      }
      return sum;
    }
    struct inner { char tag; short pair[3]; unsigned int low : 5, mid : 9, high : 18; word last; };
    struct outer { char lead; struct inner rows[4]; struct inner *link; int tail; };
    static struct outer table[3] = { { 1, { { 2, { 3, 4, 5 }, 6, 7, 8, 9 } }, 0, 10 } };
    static word chase(struct outer *o, int row) { return o->link ? o->link[row].last : o->tail; }
    word memory(word a, word b) {
      struct outer *o = &table[a % 3]; int row = b & 3;
      o->rows[row].pair[a & 1] = b; o->rows[row].mid = a; o->rows[row].high -= 3; o->rows[row].last += a;
      o->link = (b & 16) ? table[b % 3].rows : 0; o->tail = row - 1;
      struct outer copy = *o; struct inner local[4] = { 0 };
      local[row].last = b; copy.rows[3].last++;
      return chase(&copy, row) + copy.rows[3].last + o->rows[row].mid * 3 + o->rows[row].high
        + o->rows[1].pair[(b >> 3) & 1] + local[a & 3].last + table[0].rows[0].low + ((char *)o)[a & 31];
    }
    static word cell; static unsigned int narrow; static int sign;
    word atomics(word a, word b) {
      word r = __atomic_fetch_add(&cell, a, __ATOMIC_SEQ_CST);
      r += __atomic_exchange_n(&narrow, (unsigned int)b, __ATOMIC_SEQ_CST);
      r ^= __atomic_fetch_and(&cell, ~b, __ATOMIC_SEQ_CST);
      r += __atomic_fetch_or(&cell, b >> 3, __ATOMIC_SEQ_CST) + __atomic_fetch_nand(&cell, 7, __ATOMIC_SEQ_CST);
      r -= __atomic_fetch_xor(&narrow, 5, __ATOMIC_SEQ_CST) + __atomic_fetch_sub(&narrow, 9, __ATOMIC_SEQ_CST);
      unsigned int expected = (a & 1) ? narrow : 3;
      r += __atomic_compare_exchange_n(&narrow, &expected, 77, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST) * 100;
      r += __atomic_fetch_max(&sign, (int)a, __ATOMIC_SEQ_CST);
      r += __atomic_fetch_min(&sign, (int)b, __ATOMIC_SEQ_CST);
      r += __atomic_fetch_max(&narrow, (unsigned int)b, __ATOMIC_SEQ_CST);
      __atomic_thread_fence(__ATOMIC_SEQ_CST);
      return r + expected + narrow + cell + sign + *(volatile int *)&sign;
    }
    word builtins(word a, word b) {
      return __builtin_popcountl(a) + (b ? __builtin_ctzl(b) : 64) + __builtin_bswap64(a)
        + __builtin_bswap32(b) + (__builtin_expect(a > b, 1) ? 5 : 6);
    }
    """

  static let names = ["arithmetic", "comparisons", "choose", "loops", "memory", "atomics", "builtins"]

  @Test(.enabled(if: hostIsLikeTheTarget), arguments: names)
  func sameResult(name: String) throws {
    let unit = try CompiledC()
    defer { unit.remove() }
    let bitcode = try unit.compile(Self.source, flags: ["-fwrapv"])
    let library = unit.folder.appending(path: "native.so").path
    try CompiledC.run(
      ["-O0", "-fwrapv", "-shared", "-fPIC", unit.folder.appending(path: "unit.c").path, "-o", library])
    let handle = try #require(dlopen(library, RTLD_NOW))
    defer { dlclose(handle) }
    let symbol = try #require(dlsym(handle, name))
    let native = unsafeBitCast(symbol, to: (@convention(c) (UInt, UInt) -> UInt).self)

    // State in memory goes on from call to call, on both sides.
    var interpreter = try Interpreter(BitcodeModule(linking: [bitcode]))
    var random = SplitMix(state: 20)
    for _ in 0..<500 {
      let small = random.next() % 4 == 0
      let arguments = (0..<2).map { _ in small ? random.next() % 20 : random.next() }
      let expected = native(UInt(arguments[0]), UInt(arguments[1]))
      let result = try interpreter.call(name, arguments)
      #expect(result == UInt64(expected), "\(name)(\(arguments))")
    }
  }

  static var hostIsLikeTheTarget: Bool {
    #if arch(x86_64) || arch(arm64)
      CompiledC.compiler != nil
    #else
      false
    #endif
  }
}
