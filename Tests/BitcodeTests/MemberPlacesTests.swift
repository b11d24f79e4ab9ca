import Bitcode
import Testing

/// Code whose structures are laid out otherwise, read with each member where another compilation has it.
struct MemberPlacesTests {
  private static let base =
    "struct s { long first; int flags; void *p; struct in { int c, a, b; } in; struct { long x, y; }; };"
  /// A new member in front of `p`, `a` and `b` in the other order, another one within the anonymous structure.
  private static let patched =
    "struct s { long first; int flags; long new; void *p; struct in { int c, b, a; } in; struct { long x, z, y; }; };"

  private static let code = """
    extern void use(struct s *, unsigned long);
    static struct s object;
    static struct s many[3];
    struct other { int i; struct { int j; }; };
    int other(struct other *o) { return o->j; }
    long first(struct s *s) { return s->first; }
    void *pointer(struct s *s) { return s->p; }
    int inner(struct s *s) { return s->in.b; }
    int embedded(struct in *in) { return in->b; }
    long anonymous(struct s *s) { return s->y; }
    void *global(void) { return object.p; }
    long element(void) { return many[2].y; }
    long indexed(struct s *s, long i) { return s[i].first; }
    void whole(void) { use(&object, sizeof(object)); }
    """

  /// Offsets and sizes by hand: of `patched`, for each its place in `base`.
  private static let places = MemberPlaces(structures: [
    "s": .init(
      offsets: [0: 0, 8: 8, 24: 16, 32: 24, 48: 40], missing: [16: "new"],
      inner: [48: .init(offsets: [0: 0, 16: 8], missing: [8: "z"], ownSize: 0, size: 0)], ownSize: 72,
      size: 56),
    "in": .init(offsets: [0: 0, 4: 8, 8: 4], missing: [:], ownSize: 12, size: 12),
  ])

  private func decode(
    _ structures: String, _ code: String = code, places: MemberPlaces? = nil
  ) throws -> BitcodeModule {
    try CompiledC.decode("\(structures)\n\(code)", options: .init(places: places))
  }

  /// The bodies that are not the base's.
  private func others(_ places: MemberPlaces?) throws -> Set<String> {
    let base = try decode(Self.base)
    let read = try decode(Self.patched, places: places)
    return Set(
      base.functions.keys.filter { base.functions[$0]?.bodyDigest != read.functions[$0]?.bodyDigest })
  }

  @Test func whatIsReadSoIsTheBases() throws {
    // All of it depends on the layout, but for what comes first.
    #expect(
      try others(nil) == [
        "pointer", "inner", "embedded", "anonymous", "global", "element", "indexed", "whole",
      ])
    let left = try others(Self.places)
    #expect(left == [])
    let object = try #require(try decode(Self.patched, places: Self.places).globals["object"])
    #expect(object.size == 56)
  }

  /// Each place is needed: with one that is wrong, what looks there is another.
  @Test func aWrongPlaceIsNotTheBases() throws {
    let right = try #require(Self.places.structures["s"])
    func wrong(_ offsets: [Int: Int], _ inner: [Int: Int], _ size: Int) throws -> Set<String> {
      let places = MemberPlaces.Structure(
        offsets: right.offsets.merging(offsets) { $1 }, missing: right.missing,
        inner: [48: .init(offsets: inner, missing: [:], ownSize: 0, size: 0)], ownSize: 72, size: size)
      return try others(
        MemberPlaces(structures: ["s": places, "in": try #require(Self.places.structures["in"])]))
    }
    let inner = [0: 0, 16: 8]
    #expect(try wrong([24: 8], inner, 56) == ["pointer", "global"])
    #expect(try wrong([32: 16], inner, 56) == ["inner"])
    #expect(try wrong([:], [0: 0, 16: 0], 56) == ["anonymous", "element"])
    #expect(try wrong([:], inner, 64).isSuperset(of: ["indexed", "whole"]))
  }

  /// What the base does not have has no place, nor has anything in a structure of another size than was said.
  @Test func whatHasNoPlaceIsSaid() throws {
    let code = """
      struct other { int i; struct { int j; }; };
      int other(struct other *o) { return o->j; }
      long f(struct s *s) { return s->new; }
      long g(struct s *s) { return s->z; }
      void keep(void *);
      long i(struct s *s) { return *(long *)&s->in.b; }
      void h(void) { struct s s; s.p = 0; keep(&s); }
      """
    func missing(_ places: MemberPlaces, _ code: String, _ name: String) throws -> String? {
      let module = try decode(Self.patched, code, places: places)
      for kind in module.functions[name]?.kinds ?? [] {
        if case .unsupported(let text) = kind { return text }
      }
      return nil
    }
    #expect(
      try missing(Self.places, code, "f") == MemberPlaces.missing + "new, which is not in the other struct s")
    #expect(
      try missing(Self.places, code, "g")
        == MemberPlaces.missing + "z, which is not in the other anonymous struct")
    #expect(
      try missing(Self.places, code, "i") == MemberPlaces.missing + "several members of struct in at once")
    #expect(try missing(Self.places, code, "h") == MemberPlaces.missing + "a struct s on the stack")
    let small = MemberPlaces(structures: [
      "s": .init(offsets: [0: 0, 24: 16], missing: [:], ownSize: 56, size: 48)
    ])
    #expect(try missing(small, Self.code, "pointer")?.hasPrefix(MemberPlaces.missing) == true)
  }

  /// By a constant number of bytes in a variable nothing is found where a union may hold what has moved, nor in a variable
  /// whose type has no name.
  @Test func whatAVariableDoesNotTellHasNoPlace() throws {
    let code = """
      static union { struct in in; long l[2]; } u;
      struct t { long k; union { struct in in; long l[2]; }; long after; };
      static struct t t;
      static struct { long k; union { int i; long l; } u; long after; } unnamed = { 1, { .i = 7 }, 2 };
      long top(void) { return u.in.b; }
      long tagged(void) { return t.in.b; }
      long beside(void) { return t.after; }
      long alone(void) { return t.k; }
      long initialised(void) { return unnamed.after; }
      void change(long l) { unnamed.after = l; u.l[1] = l; t.k = l; }
      """
    let places = MemberPlaces(
      structures: Self.places.structures, ambiguous: ["t"])
    let module = try decode(Self.patched, code, places: places)
    func isFound(_ name: String) -> Bool {
      module.functions[name]?.kinds.contains { kind in
        if case .load(.unsupported, _, _) = kind { true } else { false }
      } == false
    }
    #expect(["top", "tagged", "beside", "initialised"].filter(isFound) == [])
    #expect(isFound("alone"))
    #expect(module.globals["unnamed"]?.initial == nil)
  }

  /// An address by a number of bytes is told from members and elements, before a pass folds anything away.
  @Test func byteOffsetsAndFirstMembers() throws {
    let module = try decode(
      Self.base,
      """
      long bytes(struct s *s) { return *(long *)((char *)s + 16); }
      long container(int *p) { return ((struct s *)((char *)p - __builtin_offsetof(struct s, in)))->first; }
      char element(char *p, long i) { return p[i]; }
      int entry(int *p) { return p[1]; }
      long first(struct s *s) { return s->first; }
      """)
    #expect(Set(module.functions.values.filter(\.hasByteOffsets).map(\.name)) == ["bytes", "container"])
    #expect(module.functions["first"]?.structures == ["s"])
  }
}
