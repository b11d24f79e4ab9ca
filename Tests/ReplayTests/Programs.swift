/// Self-contained C: `word run_NAME(word a, word b, word c)`, over the variables that `world()` leaves
/// arbitrary. `WRONG(x, y)` is x; in the function whose number `broken` holds (from 1) it is y.
enum Programs {
  static let preamble = """
    typedef unsigned long word;
    typedef unsigned int u32;
    typedef unsigned short u16;
    typedef unsigned char u8;
    void pp_arbitrary(void *object, unsigned long size, const char *name);
    void pp_check(int condition, const char *what);
    word pp_any_at(const char *name, word index, unsigned int bits);

    struct record { u8 tag; int number; word wide; short tail[4]; };
    struct bits { u32 low : 3, middle : 12, high : 17; signed int sign : 5; word far : 40; };
    static word words[8];
    static struct record left, right, third;
    static struct bits fields;
    static u32 counter;
    static u8 bytes[16];

    __attribute__((used)) void world(void)
    {
      pp_arbitrary(words, sizeof(words), "words");
      pp_arbitrary(&left, sizeof(left), "left");
      pp_arbitrary(&right, sizeof(right), "right");
      pp_arbitrary(&third, sizeof(third), "third");
      pp_arbitrary(&fields, sizeof(fields), "fields");
      pp_arbitrary(&counter, sizeof(counter), "counter");
      pp_arbitrary(bytes, sizeof(bytes), "bytes");
    }

    #define PASTE(a, b) a##b
    #define JOIN(a, b) PASTE(a, b)
    static int broken;
    #define WRONG(right, wrong) (broken == ME ? (wrong) : (right))
    #define RUN(name) __attribute__((used)) word run_##name(word a, word b, word c)

    """

  /// Names and bodies; each stores into the variables above or returns something.
  static let all: [(name: String, body: String)] = arithmetic + control + memory + assembly

  static let arithmetic: [(name: String, body: String)] = [
    (
      "widths",
      """
      u32 x = a; u16 y = b; u8 z = c; signed char s = a;
      words[0] = x + y * z;
      words[1] = (int)x - (short)y;
      words[2] = (word)(long)(int)x ^ s;
      words[3] = -x;
      words[4] = ~y & 0xf0f0f0;
      return WRONG((word)(long)(short)y, (word)y);
      """
    ),
    (
      "shifts",
      """
      words[0] = a << (b & 63);
      words[1] = a >> (b & 63);
      words[2] = (long)a >> (b & 63);
      words[3] = (u32)a << (b & 31);
      words[4] = (int)a >> (b & 31);
      return WRONG((word)((long)a >> (c & 63)), a >> (c & 63));
      """
    ),
    (
      "comparisons",
      """
      word r = 0;
      r |= (a < b) << 0; r |= (a <= b) << 1; r |= ((long)a < (long)b) << 2; r |= ((long)a >= (long)b) << 3;
      r |= ((int)a < (int)b) << 4; r |= ((u8)a > (u8)b) << 5; r |= (a == b) << 6; r |= (!a != !b) << 7;
      r |= (a - b < c) << 8; r |= ((signed char)a < (short)c) << 9;
      return r | (word)WRONG((int)b < (int)c, (u32)b < (u32)c) << 10;
      """
    ),
    (
      "division",
      """
      words[0] = a / (b | 1);
      words[1] = a % (b | 1);
      words[2] = (u32)a / ((u32)c | 1);
      words[3] = (long)(a >> 1) / (long)((b >> 1) | 1);
      words[4] = (int)(a & 0xffff) - (int)(b % 1000);
      return (long)(int)a % (long)WRONG(((b >> 40) | 1), ((b >> 41) | 1));
      """
    ),
    (
      "products",
      """
      words[0] = a * b;
      words[1] = (u32)a * (u32)b;
      words[2] = (long)(int)a * (int)b;
      words[3] = a * 0x9E3779B97F4A7C15UL + b * 40;
      return WRONG(a * 12 - (b << 3), a * 12 - (b << 2));
      """
    ),
    (
      "choices",
      """
      word low = a < b ? a : b;
      word high = a < b ? b : a;
      words[0] = low; words[1] = high;
      words[2] = c > high ? high : c < low ? low : c;
      return (a && b) + 2 * (a || c) + 4 * !!(b & WRONG(1, 2)) + 8 * (a ? b != 0 : c != 0);
      """
    ),
  ]

  static let control: [(name: String, body: String)] = [
    (
      "loop",
      """
      word sum = 0;
      for (u32 i = 0; i < (a & 7); i++) sum += words[i] ^ (sum << 1);
      return WRONG(sum, sum + 1);
      """
    ),
    (
      "search",
      """
      u32 i;
      for (i = 0; i < 8; i++) {
        if ((words[i] & 3) == (a & 3)) break;
        counter += WRONG(2, 1);
      }
      words[7] = i;
      return i < 8 ? a : b;
      """
    ),
    (
      "early",
      """
      int any = 0;
      for (int i = 0; i < 6; i++) {
        if (bytes[i] & 1) { any |= 1; continue; }
        if (bytes[i] == (u8)a) return WRONG(100 + i, 101 + i);
        bytes[i + 8] = i;
      }
      return any;
      """
    ),
    (
      "nested",
      """
      word r = 0;
      for (u32 i = 0; i < (b & 3); i++)
        for (u32 j = i; j < (c & 3) + 1; j++)
          r = r * 31 + words[i + j];
      return WRONG(r, r ^ (r >> 63));
      """
    ),
    (
      "switches",
      """
      switch (a & 7) {
      case 0: return b;
      case 1: counter++; /* falls through */
      case 2: counter += 2; break;
      case 5: return c;
      case 6: words[6] = b; break;
      default: return WRONG(77, 78);
      }
      return a;
      """
    ),
    (
      "pointers",
      """
      word *at = a & 1 ? &words[1] : a & 2 ? &words[2] : &left.wide;
      *at += b;
      struct record *which = c & 1 ? &left : &right;
      which->number = (int)b;
      return which->tag + WRONG(*at, *at + 1);
      """
    ),
    (
      "checks",
      """
      pp_check((a & 3) != 3, "two low bits");
      if (b & 1) pp_check(c != b, "b is not c");
      return pp_any_at("oracle", a & 3, 16) + WRONG(pp_any_at("oracle", 1, 16), pp_any_at("oracle", 2, 16));
      """
    ),
    (
      "traps",
      """
      if ((a & 3) == 0) TRAP(1);
      words[0] = b;
      if ((b & 3) == 0) { if (WRONG(0, 1)) TRAP(1); TRAP(0); __builtin_unreachable(); }
      words[1] = c;
      return a;
      """
    ),
  ]

  static let memory: [(name: String, body: String)] = [
    (
      "bitfields",
      """
      fields.low = a; fields.middle += b; fields.sign = c;
      fields.far ^= a >> 3;
      fields.high = fields.middle * fields.low;
      return WRONG(fields.sign, fields.sign & 31) + fields.far;
      """
    ),
    (
      "structs",
      """
      third = left;
      third.tail[1] = a;
      left = right;
      right.number += third.number;
      return third.tail[WRONG(2, 3)] + left.wide;
      """
    ),
    (
      "copies",
      """
      __builtin_memcpy(bytes, &words[1], 16);
      __builtin_memset(&left, a, 1);
      __builtin_memcpy(&words[4], bytes, 8);
      bytes[3] = b;
      __builtin_memset(&right, 0, sizeof(right));
      return words[4] + WRONG(bytes[4], bytes[5]);
      """
    ),
    (
      "pieces",
      """
      word x = words[3];
      *(u8 *)&words[3] = a;
      ((u16 *)&words[3])[2] = b;
      ((u32 *)words)[9] ^= (u32)c;
      *(word *)(bytes + 8) = x;
      return *(u32 *)(bytes + WRONG(6, 7)) + words[3] + words[4];
      """
    ),
    (
      "locals",
      """
      word local[4] = { a, b, c };
      struct record mine = { .tag = (u8)a, .number = (int)b };
      local[3] = local[0] ^ mine.wide;
      right = mine;
      word *at = &local[WRONG(1, 2)];
      *at += 5;
      return local[1] * local[3] + mine.tag;
      """
    ),
  ]
}
