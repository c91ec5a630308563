/**
 * The memory that the pacing thread and the main thread share. `generation` rises whenever the due time changes, and is what
 * the thread sleeps on, so that a nearer due time wakes it.
 */
export const generationWord = 0
export const closedWord = 1
const floatOffsetBytes = 8
const dueFloat = 0
const leadFloat = 1

export interface SharedTime {
  readonly words: Int32Array
  /** [next due time, how long before it main is woken], ns of the run's clock; due Infinity: nothing to wait for. */
  readonly floats: Float64Array
}

export const sharedTimeBytes = floatOffsetBytes + 2 * Float64Array.BYTES_PER_ELEMENT

export function sharedTime(memory: SharedArrayBuffer): SharedTime {
  return { words: new Int32Array(memory, 0, 2), floats: new Float64Array(memory, floatOffsetBytes, 2) }
}

export const dueOf = (shared: SharedTime) => shared.floats[dueFloat] as number
export const leadOf = (shared: SharedTime) => shared.floats[leadFloat] as number

export function setLead(shared: SharedTime, leadNs: number): void {
  shared.floats[leadFloat] = leadNs
}

/** Sets the due time and wakes the thread to look at it. */
export function setDue(shared: SharedTime, at: number): void {
  shared.floats[dueFloat] = at
  Atomics.add(shared.words, generationWord, 1)
  Atomics.notify(shared.words, generationWord)
}
