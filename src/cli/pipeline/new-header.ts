import type { Environment, RunHeader } from '../../core/run-header.ts'
import type { Target } from '../../targets/open-target.ts'
import type { RunPlan } from '../../workload/run-plan.ts'
import { fingerprints } from './fingerprint.ts'

interface HeaderFacts {
  readonly runId: string
  readonly name: string
  readonly project: string | null
  readonly tags: readonly string[]
  readonly startedAtMs: number
  readonly plan: RunPlan
  readonly workload: RunHeader['workload']
  readonly target: Target
  readonly environment: Environment
  /** Fingerprint of each class's source. */
  readonly datasets: Readonly<Record<string, string>>
  readonly plannedRequests: number | null
  /** What a reader must know of the requests: rows left out, lengths changed. */
  readonly notes: readonly string[]
  /** Whether prompts begin alike because the source says so, or are recorded texts that may. */
  readonly sharesPrompts: boolean
  /** An earlier run that sent the same prompts there; null: none that is known of. */
  readonly sentBefore: string | null
}

/** The header of a run that is about to start; `measureLoad` completes it when the run ends. */
export function newHeader(facts: HeaderFacts): RunHeader {
  const { plan, target, environment } = facts
  return {
    runId: facts.runId,
    name: facts.name,
    startedAtMs: facts.startedAtMs,
    state: 'running',
    target: target.facts,
    plan: { ...plan, notes: facts.notes, sharesPrompts: facts.sharesPrompts, sentBefore: facts.sentBefore },
    workload: facts.workload,
    window: { startAt: plan.warmupNs, endAt: null },
    planned: { requests: facts.plannedRequests, durationNs: plan.durationNs },
    environment,
    fingerprints: fingerprints(plan, target.facts, environment, facts.datasets),
    client: null,
    slo: plan.slo,
    hardware: plan.hardware,
    project: facts.project,
    tags: facts.tags,
  }
}
