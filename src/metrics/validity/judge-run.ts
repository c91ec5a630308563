/** Every check of a run's validity, in the order a reader wants them: the worst kinds first. */
import type { RunHeader } from '../../core/run-header.ts'
import type { RunBlock, RunDocument } from '../run-document.ts'
import type { Tally } from '../tally.ts'
import { judgeAnswers } from './judge-answers.ts'
import { judgeClient } from './judge-client.ts'
import { judgeOutcome } from './judge-outcome.ts'
import { judgeSamples } from './judge-samples.ts'
import type { Reason } from './reason.ts'

/** What the checks look at: the run's header, its tally and the block already computed from it. */
export interface Evidence {
  readonly header: RunHeader
  readonly tally: Tally
  readonly block: RunBlock
  /** What the server told of itself in the window. */
  readonly server: RunDocument['server']
}

/** Reasons against a run, worst severity first; none means `valid`. */
export function judgeRun(
  header: RunHeader,
  tally: Tally,
  block: RunBlock,
  server: RunDocument['server'] = null,
): Reason[] {
  const evidence: Evidence = { header, tally, block, server }
  const reasons = [judgeOutcome, judgeClient, judgeSamples, judgeAnswers].flatMap((judge) => judge(evidence))
  return reasons.sort((a, b) => rank[a.severity] - rank[b.severity])
}

const rank = { invalid: 0, degraded: 1, note: 2 } as const
