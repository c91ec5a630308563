import type { GateDocument, GateLimit, GateMetric, GateVerdict } from '../gate-document.ts'
import type { GateFault } from '../comparable/gate-fault.ts'

/** What outranks what: a regression anywhere decides, and nothing passes while something is open. */
const gravity: readonly GateVerdict[] = ['incomparable', 'regression', 'inconclusive', 'warn', 'pass']

/** The verdict of the gate from those of its metrics and limits; none of either is no verdict. */
export function overallVerdict(
  faults: readonly GateFault[],
  parts: readonly Pick<GateMetric | GateLimit, 'verdict'>[],
): GateVerdict {
  if (faults.length > 0) return 'incomparable'
  return gravity.find((verdict) => parts.some((part) => part.verdict === verdict)) ?? 'inconclusive'
}

/** Whether a gate that looks early may stop: more pairs could still turn a warning into a regression. */
export const endsGate = (verdict: GateVerdict): boolean => verdict !== 'inconclusive' && verdict !== 'warn'

/** DESIGN section 6: 0 pass or warn, 10 regression, 11 inconclusive, 12 incomparable. */
export function exitCodeOf(
  verdict: GateVerdict,
  onInconclusive: GateDocument['onInconclusive'],
): GateDocument['exitCode'] {
  if (verdict === 'incomparable') return 12
  if (verdict === 'regression') return 10
  return verdict === 'inconclusive' && onInconclusive === 'fail' ? 11 : 0
}
