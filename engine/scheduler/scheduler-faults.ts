import type { KvCache } from '../kvcache/kv-cache.ts'
import type { SchedulerLimits } from './scheduler.ts'
import type { SequenceQueue } from './sequence-queue.ts'
import { pendingTokens } from './sequence.ts'

/** The scheduler's invariants that do not hold; empty when all is well. O(requests); for tests. */
export function schedulerFaults(
  limits: SchedulerLimits,
  cache: KvCache,
  running: SequenceQueue,
  waiting: SequenceQueue,
): string[] {
  const faults = cache.check()
  if (running.size > limits.maxSequences)
    faults.push(`${running.size} running, expected at most ${limits.maxSequences}`)
  let given = 0
  let held = 0
  for (let i = 0; i < running.size; i++) {
    const sequence = running.at(i)
    if (sequence === null) continue
    const blocks = cache.tableOf(sequence.id)?.count ?? 0
    held += blocks
    given += sequence.given
    if (pendingTokens(sequence) < 1) faults.push(`sequence ${sequence.id} runs without pending tokens`)
    if (blocks < cache.blocksFor(sequence.computed + sequence.given))
      faults.push(`sequence ${sequence.id}: ${blocks} pages for ${sequence.computed + sequence.given} tokens`)
    if (sequence.known > limits.maxSequenceTokens + 1)
      faults.push(`sequence ${sequence.id} knows ${sequence.known} tokens`)
  }
  if (given > limits.maxStepTokens) faults.push(`${given} tokens in a step, expected at most ${limits.maxStepTokens}`)
  if (held !== cache.totalBlocks - cache.freeBlocks)
    faults.push(`${held} pages held by running sequences, ${cache.totalBlocks - cache.freeBlocks} taken`)
  for (let i = 0; i < waiting.size; i++) {
    const sequence = waiting.at(i)
    if (sequence !== null && cache.tableOf(sequence.id) !== null)
      faults.push(`sequence ${sequence.id} waits and holds pages`)
  }
  return faults
}
