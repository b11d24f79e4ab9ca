import Verdicts

public typealias Verdict = Verdicts.Verdict
