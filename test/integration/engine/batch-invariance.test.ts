import fc from 'fast-check'
import { expect, test } from 'vitest'
import { loadNativeBackend } from '../../../engine/backends/native.ts'
import type { KvType, QuantName } from '../../../engine/compiler/quantization.ts'
import { kvBytesPerToken } from '../../../engine/model/model-config.ts'
import { openModel } from '../../../engine/model/open-model.ts'
import type { GenerationRequest } from '../../../engine/runtime/generation-request.ts'
import { createEngineLoop } from '../../../engine/runtime/engine-loop.ts'
import { openExecutable } from '../../../engine/runtime/setup/open-executable.ts'
import { stepCounterMemory, stepCountersIn } from '../../../engine/telemetry/step-counters.ts'
import { engineOptions } from '../../helpers/engine-options.ts'
import { stories } from '../../helpers/stories.ts'

const backend = loadNativeBackend()
const reference = stories.present ? stories.model : 'synthetic:llama-15m'
const model = await openModel(reference, { tokenizerPath: null, seed: 1 })

interface Shape {
  readonly maxBatch: number
  readonly maxStepTokens: number
  readonly kvBlocks: number
  readonly threads: number
}

interface Format {
  readonly isa: string
  readonly quant: QuantName
  readonly kvCacheType: KvType
}

function answers(format: Format, requests: readonly GenerationRequest[], shape: Shape) {
  const { kvBlocks, threads, maxBatch, maxStepTokens } = shape
  const blockBytes = 16 * kvBytesPerToken(model.config, format.kvCacheType)
  const { executable, facts } = openExecutable(
    model,
    backend,
    engineOptions({
      model: reference,
      ...format,
      threads,
      maxBatch,
      maxStepTokens,
      kvCacheBytes: kvBlocks * blockBytes,
    }),
    { memoryBytes: 2 ** 34, cores: 2 },
  )
  const counters = stepCountersIn(stepCounterMemory())
  const loop = createEngineLoop({ ...facts, model: executable, counters, nowNs: () => 0 })
  const said = new Map<number, number[]>()
  const waiting = [...requests]
  while (waiting.length > 0 || !loop.idle) {
    const next = waiting.shift() // one more arrives at every step
    if (next !== undefined) {
      expect(loop.submit(next)).toBeNull()
      said.set(next.id, [])
    }
    const events = loop.step()
    for (let i = 0; i < events.count; i++)
      said.get(events.data[3 * i] as number)?.push(events.data[3 * i + 1] as number)
  }
  executable.close()
  return { said, preemptions: counters.get('preemptions') }
}

const request = fc.record({
  prompt: fc.array(fc.integer({ min: 3, max: model.config.vocabSize - 1 }), { minLength: 1, maxLength: 60 }),
  maxNewTokens: fc.integer({ min: 1, max: 60 }),
  temperature: fc.constantFrom(0, 0, 0.8),
})

// Random requests need not outgrow a small cache together; these do: three that start with 20 tokens and end with 80, in room for 128.
const growing = { prompt: Array.from({ length: 20 }, (_, i) => 3 + i), maxNewTokens: 60, temperature: 0 }
const preempting: [(typeof growing)[], number, number, number] = [
  [growing, { ...growing, temperature: 0.8 }, growing],
  3,
  50,
  8,
]

const formats: readonly (readonly [QuantName, KvType])[] = [
  ['f32', 'f32'],
  ['bf16', 'bf16'],
  ['int8', 'int8'],
  ['int4', 'bf16'],
]

for (const isa of backend.isas) {
  test.each(formats)(
    `on ${isa}, %s with %s KV, a request says the same alone, batched, chunked, pre-empted, on one thread and on two`,
    (quant, kvCacheType) => {
      const format = { isa, quant, kvCacheType }
      let preemptions = 0
      fc.assert(
        fc.property(
          fc.array(request, { minLength: 2, maxLength: 7 }),
          fc.integer({ min: 2, max: 6 }),
          fc.integer({ min: 6, max: 50 }),
          fc.integer({ min: 8, max: 11 }),
          (drafts, maxBatch, maxStepTokens, kvBlocks) => {
            const requests = drafts.map(
              ({ prompt, maxNewTokens, temperature }, index): GenerationRequest => ({
                id: index + 1,
                prompt: Int32Array.from(prompt),
                maxNewTokens,
                minNewTokens: 0,
                stopIds: [],
                sampling: { temperature, topK: 0, topP: 0.95, seed: index },
              }),
            )
            const together = answers(format, requests, { maxBatch, maxStepTokens, kvBlocks, threads: 2 })
            preemptions += together.preemptions
            for (const one of requests) {
              const alone = answers(format, [one], { maxBatch: 1, maxStepTokens: 256, kvBlocks: 20, threads: 1 })
              expect(together.said.get(one.id)).toEqual(alone.said.get(one.id))
            }
          },
        ),
        { numRuns: stories.present && isa === backend.isas[0] ? 15 : 4, examples: [preempting] },
      )
      expect(preemptions).toBeGreaterThan(0)
    },
  )
}
