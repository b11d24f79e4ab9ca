extension Duration {
  /// Whole milliseconds, rounded up, so that a limit which is not yet over never becomes 0 ("no limit").
  var milliseconds: Int64 {
    let (seconds, attoseconds) = components
    let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1000)
    if overflow { return seconds < 0 ? .min : .max }
    let part = attoseconds / 1_000_000_000_000_000
    let hasRest = attoseconds % 1_000_000_000_000_000 > 0
    return whole + part + (hasRest ? 1 : 0)
  }
}
