import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createEngineLoop } from '../../../engine/runtime/engine-loop.ts'
import type { GenerationRequest } from '../../../engine/runtime/generation-request.ts'
import { stepCounterMemory, stepCountersIn } from '../../../engine/telemetry/step-counters.ts'
import { fakeAnswer, fakeModel } from '../../helpers/fake-backend.ts'

const vocabSize = 997
const blockTokens = 16

interface Shape {
  readonly kvBlocks: number
  readonly maxSequences: number
  readonly extraBudget: number
}

function run(requests: readonly GenerationRequest[], { kvBlocks, maxSequences, extraBudget }: Shape) {
  const counters = stepCountersIn(stepCounterMemory())
  let now = 0
  const loop = createEngineLoop({
    model: fakeModel(vocabSize, { kvBlocks, blockTokens }),
    limits: {
      maxSequences,
      maxStepTokens: maxSequences + extraBudget,
      maxSequenceTokens: kvBlocks * blockTokens,
      maxQueue: 1000,
    },
    kvBlocks,
    blockTokens,
    counters,
    nowNs: () => now++,
  })
  const answers = new Map<number, number[]>()
  const finishes = new Map<number, number>()
  const waiting = [...requests]
  while (waiting.length > 0 || !loop.idle) {
    const next = waiting.shift()
    if (next !== undefined && loop.submit(next) === null) answers.set(next.id, [])
    if (loop.idle) continue
    const events = loop.step()
    expect(loop.check()).toEqual([])
    for (let i = 0; i < events.count; i++) {
      const [id, token, finish] = events.data.subarray(3 * i, 3 * i + 3) as unknown as [number, number, number]
      answers.get(id)?.push(token)
      if (finish !== 0) finishes.set(id, finish)
    }
  }
  return { answers, finishes, counters }
}

const requests = fc.array(
  fc.record({
    prompt: fc.array(fc.nat(vocabSize - 1), { minLength: 1, maxLength: 70 }),
    maxNewTokens: fc.integer({ min: 1, max: 50 }),
    temperature: fc.constantFrom(0, 0, 1),
    seed: fc.maxSafeNat(),
  }),
  { minLength: 1, maxLength: 9 },
)

const shape = fc.record({
  kvBlocks: fc.integer({ min: 8, max: 12 }),
  maxSequences: fc.integer({ min: 1, max: 8 }),
  extraBudget: fc.integer({ min: 0, max: 40 }),
})

test('a request gets the same tokens alone and in any batch, chunking and pre-emption', () => {
  let preemptions = 0
  fc.assert(
    fc.property(requests, shape, (drafts, together) => {
      const all = drafts.map(
        ({ prompt, maxNewTokens, temperature, seed }, index): GenerationRequest => ({
          id: index + 1,
          prompt: Int32Array.from(prompt),
          maxNewTokens,
          minNewTokens: 0,
          stopIds: [],
          sampling: { temperature, topK: 0, topP: 1, seed },
        }),
      )
      const batched = run(all, together)
      preemptions += batched.counters.get('preemptions')
      for (const request of all) {
        const alone = run([request], { kvBlocks: 100, maxSequences: 1, extraBudget: 200 })
        expect(batched.answers.get(request.id)).toEqual(alone.answers.get(request.id))
        if (request.sampling.temperature === 0)
          expect(alone.answers.get(request.id)).toEqual(
            fakeAnswer([...request.prompt], request.maxNewTokens, vocabSize),
          )
      }
      expect(batched.counters.get('generatedTokens')).toBe(all.reduce((sum, request) => sum + request.maxNewTokens, 0))
      expect(batched.counters.get('promptTokens')).toBe(all.reduce((sum, request) => sum + request.prompt.length, 0))
      expect([...batched.finishes.values()].every((finish) => finish === 2)).toBe(true)
    }),
    { numRuns: 150 },
  )
  expect(preemptions).toBeGreaterThan(0) // otherwise the test did not test it
})
