/**
 * Continuous batching with chunked prefill. Every step, in this order:
 * 1. each running sequence whose prompt is done gets its one token: decode is never stalled by prefill;
 * 2. what is left of the token budget goes to unfinished prompts, oldest first, in chunks;
 * 3. waiting requests start, oldest first, while there are a place, budget and pages for all their known tokens.
 *
 * Pages: a starting sequence reserves room for everything it knows, a decode for one token more. When none is free, the
 * youngest running sequence is pre-empted: its pages are freed and it waits again at its place of arrival, to recompute
 * prompt and answer so far. The oldest running sequence is therefore never pre-empted by anyone else, and since `admit`
 * refuses what does not fit alone, it finishes: so everyone does. A start leaves one free page per running sequence, so
 * that it is not pre-empted in the next step.
 */
import type { KvCache } from '../kvcache/kv-cache.ts'
import { refusalOf } from './admission.ts'
import type { QueuedRequest, Scheduler, SchedulerLimits, StepPlan, StepWork } from './scheduler.ts'
import { schedulerFaults } from './scheduler-faults.ts'
import { createSequenceQueue } from './sequence-queue.ts'
import type { Sequence } from './sequence.ts'
import { pendingTokens } from './sequence.ts'

/** A scheduler over the pages of `cache`, which it alone changes. */
export function createContinuousScheduler(limits: SchedulerLimits, cache: KvCache): Scheduler {
  const running = createSequenceQueue()
  const waiting = createSequenceQueue()
  const step = stepBuilder(limits.maxSequences)
  let preemptions = 0

  const preemptYoungest = () => {
    const victim = running.last() as Sequence
    running.remove(victim.id)
    cache.release(victim.id)
    victim.computed = 0
    waiting.insert(victim)
    step.preempted.push(victim.id)
    preemptions++
    return victim
  }

  /** Room for every token the sequence knows; false when it lost its own pages in the attempt. */
  const makeRoom = (sequence: Sequence): boolean => {
    while (!cache.reserve(sequence.id, sequence.known)) if (preemptYoungest() === sequence) return false
    return true
  }

  // Oldest first: whoever is pre-empted on the way is younger than all that were given a token already.
  const decode = () => {
    for (let i = 0; i < running.size; i++) {
      const sequence = running.at(i) as Sequence
      if (pendingTokens(sequence) === 1 && makeRoom(sequence)) step.give(sequence, 1)
    }
  }

  const prefill = () => {
    for (let i = 0; i < running.size; i++) {
      const sequence = running.at(i) as Sequence
      const room = limits.maxStepTokens - step.tokens
      if (pendingTokens(sequence) > 1 && room > 0) step.give(sequence, Math.min(room, pendingTokens(sequence)))
    }
  }

  const start = () => {
    while (running.size < limits.maxSequences && step.tokens < limits.maxStepTokens) {
      const first = waiting.first()
      if (first === null || cache.missing(first.id, first.known) + running.size > cache.freeBlocks) return
      waiting.remove(first.id)
      cache.reserve(first.id, first.known)
      running.insert(first)
      step.give(first, Math.min(limits.maxStepTokens - step.tokens, pendingTokens(first)))
    }
  }

  return {
    get running() {
      return running.size
    },
    get waiting() {
      return waiting.size
    },
    get preemptions() {
      return preemptions
    },
    admit(request: QueuedRequest) {
      const refusal = refusalOf(limits, request, running.size + waiting.size)
      if (refusal !== null) return { kind: 'refused', refusal }
      waiting.insert({ id: request.id, known: request.promptTokens, computed: 0, given: 0 })
      return { kind: 'queued' }
    },
    next() {
      step.clear()
      decode()
      prefill()
      start()
      return step.plan()
    },
    apply() {
      for (let i = 0; i < running.size; i++) {
        const sequence = running.at(i) as Sequence
        sequence.computed += sequence.given
        if (sequence.given > 0 && sequence.computed === sequence.known) sequence.known++
        sequence.given = 0
      }
    },
    finish(id) {
      if (running.remove(id) === null) waiting.remove(id)
      cache.release(id)
    },
    check: () => schedulerFaults(limits, cache, running, waiting),
  }
}

interface StepBuilder {
  readonly tokens: number
  readonly preempted: number[]
  clear(): void
  give(sequence: Sequence, tokens: number): void
  plan(): StepPlan
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** Collects the work of a step in entries that are made once. */
function stepBuilder(maxSequences: number): StepBuilder {
  const entries = Array.from(
    { length: maxSequences },
    (): Mutable<StepWork> => ({ id: 0, start: 0, tokens: 0, samples: false }),
  )
  const given: Sequence[] = []
  const plan: Mutable<StepPlan> & { work: StepWork[]; preempted: number[] } = { work: [], tokens: 0, preempted: [] }
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
      plan.work.length = 0
      for (const sequence of given) {
        const entry = entries[plan.work.length] as Mutable<StepWork>
        entry.id = sequence.id
        entry.start = sequence.computed
        entry.tokens = sequence.given
        entry.samples = sequence.computed + sequence.given === sequence.known
        plan.work.push(entry)
      }
      return plan
    },
  }
}
