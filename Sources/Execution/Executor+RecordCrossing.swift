import Terms

/// Accesses that reach from one record of an array into the next, such as a `memset()` in pieces of 8 bytes over records
/// of 4.
extension Executor {
  /// A part of an access, inside one record.
  struct AccessPart {
    let pointer: Term
    /// Where it begins in the access, in bytes.
    let offset: Int
    let size: Int
  }

  /// The parts of an access that crosses the end of a record, each of 1, 2, 4 or 8 bytes; nil if it is inside one record,
  /// or if it is not known to be of records.
  func parts(ofAccess pointer: Term, _ size: Int) -> [AccessPart]? {
    guard size > 1, let (stride, first) = recordOffset(of: pointer), first + size > stride else { return nil }
    var parts: [AccessPart] = []
    var offset = 0
    while offset < size {
      let left = min(size - offset, stride - (first + offset) % stride)
      var length = 8
      while length > left { length /= 2 }
      parts.append(
        AccessPart(
          pointer: pool.add(pointer, pool.constant(UInt64(offset), width: 64)), offset: offset, size: length))
      offset += length
    }
    return parts
  }
}
