/**
 * What the steps of a phase add up to. FLOP and bytes of every plan node are linear in the sizes of a step, so sums of the
 * sizes are all that need be kept: a few additions a step, whatever the plan.
 */
import type { StepSizes } from '../../compiler/cost.ts'
import type { PhaseName } from '../../telemetry/kernel-report.ts'

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** Totals since the engine started. */
export interface PhaseSums {
  steps: number
  ns: number
  /** Of everything that ran. */
  readonly ran: Mutable<StepSizes>
  /** Without tokens that were computed before and lost their pages. */
  readonly needed: Mutable<StepSizes>
}

/** One for each phase, at zero. */
export function createPhaseSums(): Record<PhaseName, PhaseSums> {
  const zero = () => ({ tokens: 0, logitsRows: 0, pairs: 0, contextTokens: 0 })
  const sums = (): PhaseSums => ({ steps: 0, ns: 0, ran: zero(), needed: zero() })
  return { prefill: sums(), decode: sums() }
}

/** A piece of a sequence's work in one step. */
export interface CountedWork {
  /** Position of its first token. */
  readonly start: number
  readonly tokens: number
  readonly samples: boolean
}

/** Adds a piece of work; tokens before position `known` were in the cache once already. */
export function addWork(sums: PhaseSums, { start, tokens, samples }: CountedWork, known: number): void {
  const end = start + tokens
  const rows = samples ? 1 : 0
  addSizes(sums.ran, start, end, rows)
  addSizes(sums.needed, Math.min(end, Math.max(start, known)), end, rows)
}

/** Tokens [start, end) of a sequence: the one at position p attends to p + 1 keys. */
function addSizes(sizes: Mutable<StepSizes>, start: number, end: number, rows: number): void {
  sizes.tokens += end - start
  sizes.logitsRows += rows
  sizes.pairs += ((end - start) * (start + end + 1)) / 2
  sizes.contextTokens += end
}
