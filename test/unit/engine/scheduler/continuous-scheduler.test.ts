import { expect, test } from 'vitest'
import { createKvCache } from '../../../../engine/kvcache/kv-cache.ts'
import { createContinuousScheduler } from '../../../../engine/scheduler/continuous-scheduler.ts'
import type { Scheduler, SchedulerLimits } from '../../../../engine/scheduler/scheduler.ts'

function scheduler(limits: Partial<SchedulerLimits> = {}, blocks = 100): Scheduler {
  const all = { maxSequences: 4, maxStepTokens: 8, maxSequenceTokens: 4 * blocks, maxQueue: 2, ...limits }
  return createContinuousScheduler(all, createKvCache(blocks, 4))
}

/** Runs a step; shows it as `id:start+tokens`, with `!` where a token is sampled. */
function step(s: Scheduler): string {
  const plan = s.next()
  const text = plan.work.map((work) => `${work.id}:${work.start}+${work.tokens}${work.samples ? '!' : ''}`)
  const preempted = plan.preempted.map((id) => `-${id}`)
  s.apply()
  expect(s.check()).toEqual([])
  return [...text, ...preempted].join(' ')
}

test('a prompt longer than the budget comes in chunks and samples with its last', () => {
  const s = scheduler()
  s.admit({ id: 1, promptTokens: 19, maxNewTokens: 5 })
  expect([step(s), step(s), step(s), step(s)]).toEqual(['1:0+8', '1:8+8', '1:16+3!', '1:19+1!'])
})

test('decodes come first and prompts share what is left, oldest first', () => {
  const s = scheduler()
  s.admit({ id: 1, promptTokens: 3, maxNewTokens: 9 })
  s.admit({ id: 2, promptTokens: 2, maxNewTokens: 9 })
  expect(step(s)).toBe('1:0+3! 2:0+2!')
  s.admit({ id: 3, promptTokens: 10, maxNewTokens: 9 })
  s.admit({ id: 4, promptTokens: 3, maxNewTokens: 9 })
  expect(step(s)).toBe('1:3+1! 2:2+1! 3:0+6')
  expect(step(s)).toBe('1:4+1! 2:3+1! 3:6+4! 4:0+2')
  expect(step(s)).toBe('1:5+1! 2:4+1! 3:10+1! 4:2+1!')
})

test('a prompt of exactly the budget samples in its step', () => {
  const s = scheduler()
  s.admit({ id: 1, promptTokens: 8, maxNewTokens: 1 })
  expect(step(s)).toBe('1:0+8!')
})

test('no more sequences run than the batch has places; the next starts when one ends', () => {
  const s = scheduler({ maxSequences: 2 })
  for (const id of [1, 2, 3]) s.admit({ id, promptTokens: 1, maxNewTokens: 9 })
  expect(step(s)).toBe('1:0+1! 2:0+1!')
  expect([s.running, s.waiting]).toEqual([2, 1])
  s.finish(1)
  expect(step(s)).toBe('2:1+1! 3:0+1!')
})

test('when pages run out the youngest starts over later, with what it has said so far', () => {
  const s = scheduler({}, 4) // 16 tokens in all
  s.admit({ id: 1, promptTokens: 4, maxNewTokens: 12 })
  s.admit({ id: 2, promptTokens: 4, maxNewTokens: 12 })
  expect(step(s)).toBe('1:0+4! 2:0+4!') // a page each
  for (let at = 4; at < 8; at++) expect(step(s)).toBe(`1:${at}+1! 2:${at}+1!`) // two pages each: full
  expect(step(s)).toBe('1:8+1! -2') // 2 gives up its pages with 4 + 5 tokens known
  expect([s.running, s.waiting, s.preemptions]).toEqual([1, 1, 1])
  for (let at = 9; at < 12; at++) expect(step(s)).toBe(`1:${at}+1!`)
  s.finish(1)
  expect([step(s), step(s)]).toEqual(['2:0+8', '2:8+1!'])
})

test('what can never fit and what the queue has no place for is refused at once', () => {
  const s = scheduler({ maxSequences: 1, maxQueue: 1, maxSequenceTokens: 20 })
  expect(s.admit({ id: 1, promptTokens: 18, maxNewTokens: 3 })).toEqual({
    kind: 'refused',
    refusal: { kind: 'too-long', tokens: 21, limitTokens: 20 },
  })
  expect(s.admit({ id: 2, promptTokens: 18, maxNewTokens: 2 }).kind).toBe('queued')
  expect(s.admit({ id: 3, promptTokens: 1, maxNewTokens: 1 }).kind).toBe('queued')
  expect(s.admit({ id: 4, promptTokens: 1, maxNewTokens: 1 })).toEqual({
    kind: 'refused',
    refusal: { kind: 'queue-full', limitRequests: 2 },
  })
  s.finish(2)
  expect(s.admit({ id: 5, promptTokens: 1, maxNewTokens: 1 }).kind).toBe('queued')
})

test('ending a request frees its pages and its place, waiting or running, and twice is harmless', () => {
  const s = scheduler({ maxSequences: 1 })
  s.admit({ id: 1, promptTokens: 12, maxNewTokens: 2 })
  s.admit({ id: 2, promptTokens: 1, maxNewTokens: 2 })
  step(s)
  for (const id of [1, 1, 2, 7]) s.finish(id)
  expect([s.running, s.waiting, s.check(), step(s)]).toEqual([0, 0, [], ''])
})
