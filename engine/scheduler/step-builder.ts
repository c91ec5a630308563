import type { StepPlan, StepWork } from './scheduler.ts'
import type { Sequence } from './sequence.ts'

/** Collects the work of a step in entries that are made once: a step allocates nothing. */
export interface StepBuilder {
  readonly tokens: number
  readonly preempted: number[]
  clear(): void
  give(sequence: Sequence, tokens: number): void
  /** The step so far; reused by the next one. */
  plan(): StepPlan
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** A builder for steps of at most `maxSequences` sequences. */
export function createStepBuilder(maxSequences: number): StepBuilder {
  const entries = Array.from({ length: maxSequences }, emptyWork)
  const given: Sequence[] = []
  const work: StepWork[] = []
  const plan: Mutable<StepPlan> & { preempted: number[] } = { work, tokens: 0, preempted: [] }
  return {
    get tokens() {
      return plan.tokens
    },
    preempted: plan.preempted,
    clear() {
      for (const sequence of given) sequence.given = 0
      given.length = 0
      plan.preempted.length = 0
      plan.tokens = 0
    },
    give(sequence, tokens) {
      sequence.given = tokens
      given.push(sequence)
      plan.tokens += tokens
    },
    plan() {
      work.length = 0
      for (const sequence of given) work.push(describe(sequence, entries[work.length] as Mutable<StepWork>))
      return plan
    },
  }
}

function emptyWork(): Mutable<StepWork> {
  return { id: 0, start: 0, tokens: 0, samples: false }
}

function describe(sequence: Sequence, entry: Mutable<StepWork>): StepWork {
  entry.id = sequence.id
  entry.start = sequence.computed
  entry.tokens = sequence.given
  entry.samples = sequence.computed + sequence.given === sequence.known
  return entry
}
