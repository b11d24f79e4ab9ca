/// The specs that ship with the program.
public enum Specs {}
