import { expect, test } from 'vitest'
import type { StepBatch } from '../../../../../engine/backends/backend.ts'
import { openStepBench } from '../../../../../engine/commands/step-bench/open-step-bench.ts'
import type { StepShape } from '../../../../../engine/commands/step-bench/step-shape.ts'
import { openModel } from '../../../../../engine/model/open-model.ts'
import type { EngineOptions } from '../../../../../engine/runtime/setup/engine-options.ts'
import { engineOptions } from '../../../../helpers/engine-options.ts'
import { fakeBackend } from '../../../../helpers/fake-backend.ts'

const decode: StepShape = { kind: 'decode', sequences: 3, context: 40 }
const prompt: StepShape = { kind: 'prefill', tokens: 100 }

interface Seen {
  readonly tokens: number
  readonly positions: readonly number[]
  readonly pages: readonly (readonly number[])[]
  readonly logitsRows: number
}

async function bench(shapes: readonly StepShape[], overrides: Partial<EngineOptions> = {}) {
  const seen: Seen[] = []
  const backend = fakeBackend()
  backend.onStep = (batch) => seen.push(look(batch))
  let ns = 0
  const world = { backend, machine: { memoryBytes: 2 ** 33, cores: 2 }, nowNs: () => (ns += 1000) }
  const options = engineOptions({ model: 'synthetic:llama-15m', maxStepTokens: 64, ...overrides })
  const model = await openModel(options.model, { tokenizerPath: null, seed: 1 })
  return { seen, bench: openStepBench(model, options, shapes, world) }
}

function look(batch: StepBatch): Seen {
  const tokens = batch.starts[batch.sequences] as number
  const pages = Array.from({ length: batch.sequences }, (_, s) => [
    ...batch.pages.slice(batch.pageStarts[s], batch.pageStarts[s + 1]),
  ])
  return { tokens, positions: [...batch.positions.slice(0, tokens)], pages, logitsRows: batch.logitsRows }
}

test('a prompt runs in chunks of the step budget, and only its last token is sampled', async () => {
  const { seen, bench: steps } = await bench([prompt])
  const sample = steps.measure(prompt, 1)
  expect(seen.map(({ tokens, logitsRows }) => [tokens, logitsRows])).toEqual([
    [64, 0],
    [36, 1],
  ])
  expect(seen[1]?.positions[0]).toBe(64)
  expect(sample).toMatchObject({ tokens: 100, ns: 1000 })
})

test('a decode step brings one sampled token of every sequence, each in pages of its own', async () => {
  const { seen, bench: steps } = await bench([decode])
  expect(steps.measure(decode, 2).tokens).toBe(6)
  expect(seen.map(({ positions, logitsRows }) => [positions, logitsRows])).toEqual([
    [[40, 40, 40], 3],
    [[41, 41, 41], 3],
  ])
  const pages = seen.flatMap((step) => (step === seen[0] ? step.pages.flat() : []))
  expect(new Set(pages).size).toBe(pages.length)
})

test('every page that is read was written before, once', async () => {
  const { seen, bench: steps } = await bench([decode, prompt])
  steps.prepare(decode)
  const touched = seen.filter(({ logitsRows }) => logitsRows === 0).flatMap(({ pages }) => pages.flat())
  expect(new Set(touched).size).toBe(touched.length)
  steps.measure(decode, 64)
  const read = seen.filter(({ logitsRows }) => logitsRows > 0).flatMap(({ pages }) => pages.flat())
  expect(read.filter((page) => !touched.includes(page))).toEqual([])
  const before = seen.length
  steps.prepare(prompt)
  expect(seen.slice(before).every(({ tokens }) => tokens > 1)).toBe(true)
})

test('long measurements stay at the context they name', async () => {
  const { seen, bench: steps } = await bench([decode])
  steps.measure(decode, 200)
  expect(Math.max(...seen.flatMap(({ positions }) => positions))).toBe(103)
})

test('a page that holds a whole context is written in every part', async () => {
  const { seen, bench: steps } = await bench([decode], { kvLayout: 'contiguous' })
  steps.prepare(decode)
  const touched = seen.filter(({ logitsRows }) => logitsRows === 0)
  const places = touched.flatMap(({ pages, positions }) => pages.map(([page], i) => `${page}:${positions[i]}`))
  const groups = [0, 16, 32, 48, 64, 80, 96]
  expect(places).toEqual([0, 1, 2].flatMap((page) => groups.map((position) => `${page}:${position}`)))
})
