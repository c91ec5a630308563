import type { Clock } from '../../../core/clock.ts'
import { NS_PER_S } from '../../../core/units.ts'
import type { Target } from '../../../targets/open-target.ts'
import type { RunPlan } from '../../../workload/run-plan.ts'
import { buildSchedule } from '../../../workload/schedule.ts'
import { countTexts, hasTexts } from '../../../workload/sources/count-texts.ts'
import type { Sources } from './open-sources.ts'
import type { RunObserver } from '../run-observer.ts'

interface Sizing {
  readonly plan: RunPlan
  readonly sources: Sources
  readonly target: Pick<Target, 'tokenizer' | 'contextTokens'>
  readonly clock: Clock
  readonly observer: RunObserver
}

/** A closed loop that only time ends is expected to reach this many. */
const endless = 2048
const mostNs = 60 * NS_PER_S

/**
 * Recorded prompts are counted with the target's tokenizer before the schedule is made, as far as the run will come: estimates
 * say how far that is.
 */
export async function sizeTexts({ plan, sources, target, clock, observer }: Sizing): Promise<Sources> {
  if (![...sources.values()].some(hasTexts)) return sources
  observer.stage('counting tokens')
  const { planned } = buildSchedule(plan, sources, target.contextTokens)
  // Rows that are dropped for their length are read over, so that some more than are sent have to be known.
  const most = Math.ceil(1.25 * (planned ?? endless)) + 64
  const counted = new Map()
  for (const source of new Set(sources.values())) {
    const options = { api: plan.requests.api, most, clock, mostNs }
    counted.set(source, hasTexts(source) ? await countTexts(source, target.tokenizer, options) : source)
  }
  return new Map([...sources].map(([name, source]) => [name, counted.get(source)]))
}
