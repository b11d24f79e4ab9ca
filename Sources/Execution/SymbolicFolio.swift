import Terms

/// A folio of any order from 1 up, and one page of the window that is looked at, for all orders at once.
public struct SymbolicFolio {
  /// How many pages the folio has: a power of two, 10 bits or as many as the largest needs.
  public let pages: Term
  /// The order, 32 bits.
  public let order: Term
  /// The page looked at, counted from the window's first: any but the first, and one more, where loops have
  /// ended at the latest. As wide as `pages`.
  public let page: Term
  /// The most pages that a folio and a window can have.
  public let most: Int
  /// That `pages` is a power of two.
  let shape: Term

  init(largestOrder: Int, pool: TermPool) {
    most = 1 << largestOrder
    let width = largestOrder + 1
    pages = pool.variable("folio-pages", width: width, range: 2...UInt64(most))
    page = pool.variable("page", width: width, range: 1...UInt64(most))
    var order = pool.constant(UInt64(largestOrder), width: 32)
    var shape: [Term] = [pool.eq(pages, pool.constant(UInt64(most), width: width))]
    for smaller in stride(from: largestOrder - 1, through: 1, by: -1) {
      let isThis = pool.eq(pages, pool.constant(1 << UInt64(smaller), width: width))
      order = pool.ite(isThis, pool.constant(UInt64(smaller), width: 32), order)
      shape.append(isThis)
    }
    self.order = order
    self.shape = pool.disjunction(shape)
  }
}

extension Executor {
  /// Assumes of a symbolic folio what every folio has; nothing if the order is concrete.
  public func shapeFolio() {
    if let folio { assume(folio.shape) }
  }
}
