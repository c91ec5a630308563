/**
 * What is stored of a gate's pairs. A run becomes a member of the gate's group once it has ended, labelled with its pair and side: these labels
 * alone say what was made, so that whatever ended the gate, what is stored is not made again. A killed or interrupted run is no member.
 */
import { type RunDocument, runSchemaName } from '../../../../metrics/run-document.ts'
import type { Store, StoredSweep } from '../../../../store/open-store.ts'
import { summarizeStored } from '../../stored/summarize-stored.ts'
import type { PlannedPair, SideName } from './pairs-plan.ts'

/** A run that was made for a side of a pair. */
export interface Attempt {
  readonly runId: string
  readonly pair: number
  readonly side: SideName
  /** Why the run is of no use, in a sentence; null: it is. */
  readonly flaw: string | null
}

/** A pair of which something is stored; the last sound run of a side, else its last. */
export interface MadePair extends PlannedPair {
  readonly baselineRun: string | null
  readonly candidateRun: string | null
  /** What is wrong with the runs, in sentences. */
  readonly flaws: readonly string[]
}

/** `pair 3 candidate`. */
export const labelOf = (pair: number, side: SideName): string => `pair ${pair} ${side}`

/** Attempts of a stored gate in the order they were made; members of other labels are none. */
export function storedAttempts(store: Store, group: Pick<StoredSweep, 'runs'>): readonly Attempt[] {
  return group.runs.flatMap(({ runId, label }) => {
    const [, pair, side] = /^pair (\d+) (baseline|candidate)$/.exec(label ?? '') ?? []
    if (pair === undefined) return []
    const document = store.findDocument(runId, runSchemaName) as RunDocument | null
    const flaw = flawOf(document ?? summarizeStored(store, runId).document)
    return [{ runId, pair: Number(pair), side: side as SideName, flaw }]
  })
}

/** Why a run cannot stand in a pair: its stamp says that its figures are not to be trusted. */
export function flawOf({ runId, status, reasons }: Pick<RunDocument, 'runId' | 'status' | 'reasons'>): string | null {
  if (status !== 'invalid') return null
  const worst = reasons.find(({ severity }) => severity === 'invalid')
  return `run ${runId} is invalid${worst === undefined ? '' : `: ${worst.message}`}`
}

/** Those of one side of a pair. */
export const attemptsOf = (attempts: readonly Attempt[], pair: number, side: SideName): readonly Attempt[] =>
  attempts.filter((one) => one.pair === pair && one.side === side)

/** The run that stands for a side: its last sound one, else its last; null: there is none. */
export const chosen = (attempts: readonly Attempt[]): Attempt | null =>
  attempts.findLast(({ flaw }) => flaw === null) ?? attempts.at(-1) ?? null

/** The planned pairs of which something is stored, in their order. */
export function madePairs(planned: readonly PlannedPair[], attempts: readonly Attempt[]): readonly MadePair[] {
  return planned.flatMap((each) => {
    const baseline = chosen(attemptsOf(attempts, each.pair, 'baseline'))
    const candidate = chosen(attemptsOf(attempts, each.pair, 'candidate'))
    if (baseline === null && candidate === null) return []
    const flaws = [baseline?.flaw ?? null, candidate?.flaw ?? null].filter((flaw) => flaw !== null)
    return [{ ...each, baselineRun: baseline?.runId ?? null, candidateRun: candidate?.runId ?? null, flaws }]
  })
}
