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
import type { Admission, QueuedRequest, Scheduler, SchedulerLimits, StepPlan } from './scheduler.ts'
import { schedulerFaults } from './scheduler-faults.ts'
import { createSequenceQueue } from './sequence-queue.ts'
import type { Sequence } from './sequence.ts'
import { pendingTokens } from './sequence.ts'
import { createStepBuilder } from './step-builder.ts'

/** A scheduler over the pages of `cache`, which it alone changes. */
export function createContinuousScheduler(limits: SchedulerLimits, cache: KvCache): Scheduler {
  return new ContinuousScheduler(limits, cache)
}

class ContinuousScheduler implements Scheduler {
  readonly #limits: SchedulerLimits
  readonly #cache: KvCache
  readonly #running = createSequenceQueue()
  readonly #waiting = createSequenceQueue()
  readonly #step
  #preemptions = 0

  constructor(limits: SchedulerLimits, cache: KvCache) {
    this.#limits = limits
    this.#cache = cache
    this.#step = createStepBuilder(limits.maxSequences)
  }

  get running(): number {
    return this.#running.size
  }

  get waiting(): number {
    return this.#waiting.size
  }

  get preemptions(): number {
    return this.#preemptions
  }

  admit(request: QueuedRequest): Admission {
    const refusal = refusalOf(this.#limits, request, this.running + this.waiting)
    if (refusal !== null) return { kind: 'refused', refusal }
    this.#waiting.insert({ id: request.id, known: request.promptTokens, computed: 0, given: 0 })
    return { kind: 'queued' }
  }

  next(): StepPlan {
    this.#step.clear()
    this.#decode()
    this.#prefill()
    this.#start()
    return this.#step.plan()
  }

  apply(): void {
    for (let i = 0; i < this.#running.size; i++) {
      const sequence = this.#running.at(i) as Sequence
      sequence.computed += sequence.given
      if (sequence.given > 0 && sequence.computed === sequence.known) sequence.known++
      sequence.given = 0
    }
  }

  finish(id: number): void {
    if (this.#running.remove(id) === null) this.#waiting.remove(id)
    this.#cache.release(id)
  }

  check(): string[] {
    return schedulerFaults(this.#limits, this.#cache, this.#running, this.#waiting)
  }

  /** Oldest first: whoever is pre-empted on the way is younger than all that were given a token already. */
  #decode(): void {
    for (let i = 0; i < this.#running.size; i++) {
      const sequence = this.#running.at(i) as Sequence
      if (pendingTokens(sequence) === 1 && this.#makeRoom(sequence)) this.#step.give(sequence, 1)
    }
  }

  #prefill(): void {
    for (let i = 0; i < this.#running.size; i++) {
      const sequence = this.#running.at(i) as Sequence
      const pending = pendingTokens(sequence)
      if (pending > 1 && this.#budget > 0) this.#step.give(sequence, Math.min(this.#budget, pending))
    }
  }

  #start(): void {
    while (this.#running.size < this.#limits.maxSequences && this.#budget > 0) {
      const first = this.#waiting.first()
      if (first === null) return
      const pages = this.#cache.missing(first.id, first.known)
      if (pages + this.#running.size > this.#cache.freeBlocks) return
      this.#waiting.remove(first.id)
      this.#cache.reserve(first.id, first.known)
      this.#running.insert(first)
      this.#step.give(first, Math.min(this.#budget, pendingTokens(first)))
    }
  }

  get #budget(): number {
    return this.#limits.maxStepTokens - this.#step.tokens
  }

  /** Room for every token the sequence knows; false when it lost its own pages in the attempt. */
  #makeRoom(sequence: Sequence): boolean {
    while (!this.#cache.reserve(sequence.id, sequence.known)) if (this.#preemptYoungest() === sequence) return false
    return true
  }

  #preemptYoungest(): Sequence {
    const victim = this.#running.last() as Sequence
    this.#running.remove(victim.id)
    this.#cache.release(victim.id)
    victim.computed = 0
    this.#waiting.insert(victim)
    this.#step.preempted.push(victim.id)
    this.#preemptions++
    return victim
  }
}
