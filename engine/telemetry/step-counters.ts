/**
 * What the engine's thread counts while it runs, in shared memory so that the HTTP thread reads it without asking. The
 * engine's thread alone writes. Counters only rise; gauges are of the last step.
 */
import type { Histogram } from './histogram.ts'
import { histogramOver, histogramSlots, stepBoundsSeconds } from './histogram.ts'

const names = [
  'steps',
  'stepTokens',
  'promptTokens',
  'generatedTokens',
  'nativeNs',
  'otherNs',
  'preemptions',
  'running',
  'waiting',
  'blocksUsed',
] as const

/**
 * `stepTokens`: tokens through the model, recomputed ones included; `promptTokens`: prompts whose first token came;
 * `nativeNs`: time in the backend's step; `otherNs`: the rest of busy time: scheduling, batch building, messages.
 */
export type StepCounter = (typeof names)[number]

export interface StepCounters {
  get(name: StepCounter): number
  add(name: StepCounter, amount: number): void
  set(name: StepCounter, value: number): void
  readonly stepSeconds: Histogram
}

/** Memory for one set of counters, to be shared between threads. */
export function stepCounterMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(8 * (names.length + histogramSlots(stepBoundsSeconds)))
}

/** The counters in `memory`. */
export function stepCountersIn(memory: SharedArrayBuffer): StepCounters {
  const slots = new Float64Array(memory)
  const index = Object.fromEntries(names.map((name, i) => [name, i])) as Record<StepCounter, number>
  return {
    get: (name) => slots[index[name]] as number,
    add(name, amount) {
      slots[index[name]] = (slots[index[name]] as number) + amount
    },
    set(name, value) {
      slots[index[name]] = value
    },
    stepSeconds: histogramOver(slots.subarray(names.length), stepBoundsSeconds),
  }
}
