import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createKvCache } from '../../../engine/kvcache/kv-cache.ts'
import { createContinuousScheduler } from '../../../engine/scheduler/continuous-scheduler.ts'
import type { SchedulerLimits } from '../../../engine/scheduler/scheduler.ts'

const scenario = fc
  .record({
    blocks: fc.integer({ min: 1, max: 24 }),
    maxSequences: fc.integer({ min: 1, max: 6 }),
    extraBudget: fc.integer({ min: 0, max: 40 }),
    requests: fc.array(
      fc.record({
        arrivesAtStep: fc.integer({ min: 0, max: 30 }),
        promptTokens: fc.integer({ min: 1, max: 90 }),
        maxNewTokens: fc.integer({ min: 1, max: 60 }),
        stopsAfter: fc.integer({ min: 1, max: 60 }),
        cancelledAtStep: fc.option(fc.integer({ min: 0, max: 60 }), { freq: 6 }),
      }),
      { maxLength: 14 },
    ),
  })
  .map((s) => ({ ...s, requests: s.requests.toSorted((a, b) => a.arrivesAtStep - b.arrivesAtStep) }))

const blockTokens = 4

test('under random load every request that fits finishes, within the budget, and the books balance after every step', () => {
  fc.assert(
    fc.property(scenario, ({ blocks, maxSequences, extraBudget, requests }) => {
      const cache = createKvCache(blocks, blockTokens)
      const limits: SchedulerLimits = {
        maxSequences,
        maxStepTokens: maxSequences + extraBudget,
        maxSequenceTokens: blocks * blockTokens,
        maxQueue: 1000,
      }
      const scheduler = createContinuousScheduler(limits, cache)
      const left = new Map<number, number>()
      const arrivals = requests.map((request, index) => ({ ...request, id: index + 1 }))
      let steps = 0
      while (arrivals.length > 0 || left.size > 0) {
        while (arrivals[0] !== undefined && arrivals[0].arrivesAtStep <= steps) {
          const request = arrivals.shift() as (typeof arrivals)[number]
          const admission = scheduler.admit(request)
          const fits = request.promptTokens + request.maxNewTokens <= limits.maxSequenceTokens
          expect(admission.kind).toBe(fits ? 'queued' : 'refused')
          if (fits) left.set(request.id, Math.min(request.maxNewTokens, request.stopsAfter))
        }
        for (const [index, request] of requests.entries())
          if (request.cancelledAtStep === steps && left.delete(index + 1)) scheduler.finish(index + 1)
        const plan = scheduler.next()
        expect(scheduler.check()).toEqual([])
        if (left.size > 0) expect(plan.work.length).toBeGreaterThan(0)
        expect(plan.tokens).toBe(plan.work.reduce((sum, work) => sum + work.tokens, 0))
        expect(plan.tokens).toBeLessThanOrEqual(limits.maxStepTokens)
        expect(new Set(plan.work.map((work) => work.id)).size).toBe(plan.work.length)
        for (const work of plan.work) {
          expect(left.has(work.id)).toBe(true)
          expect(work.tokens).toBeGreaterThan(0)
        }
        const sampled = plan.work.filter((work) => work.samples).map((work) => work.id)
        scheduler.apply()
        for (const id of sampled) {
          const rest = (left.get(id) as number) - 1
          left.set(id, rest)
          if (rest > 0) continue
          left.delete(id)
          scheduler.finish(id)
        }
        expect(scheduler.check()).toEqual([])
        expect(scheduler.running + scheduler.waiting).toBe(left.size)
        expect(++steps).toBeLessThan(20_000)
      }
      expect(cache.freeBlocks).toBe(blocks)
    }),
    { numRuns: 300 },
  )
})

test('a running decode gets its token in every step that does not pre-empt it, whatever prompts arrive', () => {
  fc.assert(
    fc.property(scenario, ({ maxSequences, extraBudget, requests }) => {
      const cache = createKvCache(10_000, blockTokens) // plenty: nothing is pre-empted
      const limits = { maxSequences, maxStepTokens: maxSequences + extraBudget, maxSequenceTokens: 200, maxQueue: 1000 }
      const scheduler = createContinuousScheduler(limits, cache)
      for (const [index, request] of requests.entries()) scheduler.admit({ ...request, id: index + 1 })
      const decoding = new Set<number>()
      const left = new Map(requests.map((request, index) => [index + 1, request.maxNewTokens]))
      const firsts: number[] = []
      while (left.size > 0) {
        const plan = scheduler.next()
        const given = new Map(plan.work.map((work) => [work.id, work.tokens]))
        for (const id of decoding) expect(given.get(id)).toBe(1)
        const sampled = plan.work.filter((work) => work.samples).map((work) => work.id)
        scheduler.apply()
        for (const id of sampled) {
          if (!decoding.has(id)) firsts.push(id)
          decoding.add(id)
          left.set(id, (left.get(id) as number) - 1)
          if (left.get(id) !== 0) continue
          left.delete(id)
          decoding.delete(id)
          scheduler.finish(id)
        }
      }
      expect(scheduler.preemptions).toBe(0)
      expect(firsts).toEqual(firsts.toSorted((a, b) => a - b)) // first come, first served
    }),
    { numRuns: 200 },
  )
})
