/**
 * The promise of the engine: within one instruction set a sequence's logits are the same bits alone, in any batch, in any
 * chunks, on any pages, with any number of threads. Prompts are longer than one attention split (256 keys) and one linear tile.
 */
import { expect, test } from 'vitest'
import type { ExecutableModel } from '../../../engine/backends/backend.ts'
import { loadNativeBackend } from '../../../engine/backends/native.ts'
import { withTiny } from '../../helpers/tiny-backend.ts'
import { tinyShape, tinyWeights, uniform } from '../../helpers/tiny-plan.ts'
import type { TinySequence } from '../../helpers/tiny-step.ts'
import { tinyBatch } from '../../helpers/tiny-step.ts'

const backend = loadNativeBackend()
const shape = { ...tinyShape, headDim: 16, ffn: 150, vocabSize: 190 }
const weights = tinyWeights(shape, 3)
const seeds = process.env.INFBENCH_TEST_SEED ? [Number(process.env.INFBENCH_TEST_SEED)] : [1, 2, 3, 4]

type Random = (below: number) => number
const randomOf = (seed: number): Random => {
  const next = uniform(seed)
  for (let i = 0; i < 8; i++) next()
  return (below) => Math.min(below - 1, Math.floor(((next() + 1) / 2) * below))
}

const promptOf = (random: Random, length: number): number[] => Array.from({ length }, () => random(shape.vocabSize))

/** Each prompt by itself, whole, on ascending pages, one thread: the bits to reproduce. */
function alone(prompts: readonly number[][], isa: string): Float32Array[] {
  const pages = Array.from({ length: 40 }, (_, i) => i)
  return withTiny(backend, { shape, weights }, { isa, threads: 1, maxStepTokens: 600 }, (model) =>
    prompts.map((tokens) => {
      const batch = tinyBatch([{ tokens, start: 0, pages, wanted: 'last' }], shape.vocabSize)
      model.step(batch)
      return batch.logits
    }),
  )
}

/** All prompts together, fed in chunks of random sizes in random company, pages dealt at random. */
function together(model: ExecutableModel, prompts: readonly number[][], random: Random): Float32Array[] {
  const free = Array.from({ length: 40 }, (_, i) => i).sort(() => random(3) - 1)
  const pages = prompts.map(({ length }) => free.splice(0, Math.ceil(length / 16)))
  const done = prompts.map(() => 0)
  const logits: Float32Array[] = []
  while (logits.filter(Boolean).length < prompts.length) {
    const part: { prompt: number; sequence: TinySequence }[] = []
    prompts.forEach((tokens, prompt) => {
      const start = done[prompt] as number
      const count = Math.min(tokens.length - start, random(4) === 0 ? 1 : random(30))
      if (count === 0) return
      const wanted = start + count === tokens.length ? 'last' : 'none'
      const sequence = {
        tokens: tokens.slice(start, start + count),
        start,
        pages: pages[prompt] as number[],
        wanted,
      } as const
      part.push({ prompt, sequence })
      done[prompt] = start + count
    })
    const batch = tinyBatch(
      part.map(({ sequence }) => sequence),
      shape.vocabSize,
    )
    model.step(batch)
    const finished = part.filter(({ sequence }) => sequence.wanted === 'last')
    finished.forEach(({ prompt }, row) => {
      logits[prompt] = batch.logits.slice(row * shape.vocabSize, (row + 1) * shape.vocabSize)
    })
  }
  return logits
}

for (const isa of backend.isas) {
  for (const seed of seeds) {
    test(`${isa} gives the same bits alone, batched, chunked, on any pages and threads (seed ${seed})`, () => {
      const random = randomOf(seed)
      const prompts = [300, 17, 1 + random(60), 1 + random(60), 100].map((length) => promptOf(random, length))
      const expected = alone(prompts, isa)
      for (const threads of [1, 2, 3]) {
        const options = { isa, threads, maxStepTokens: 600 }
        const got = withTiny(backend, { shape, weights }, options, (model) => together(model, prompts, random))
        got.forEach((logits, i) => {
          expect(
            Buffer.compare(bytes(logits), bytes(expected[i] as Float32Array)),
            `prompt ${i}, ${threads} threads`,
          ).toBe(0)
        })
      }
    })
  }
}

/** The whole of `tokens` in one step on one thread; then its last three tokens one by one, where threads share a head's keys. */
function longDecode(isa: string, tokens: readonly number[], threads: number): readonly Float32Array[] {
  const pages = Array.from({ length: 90 }, (_, i) => 89 - i)
  const options = { isa, threads, maxStepTokens: 1300, kvBlocks: 90 }
  const cuts = threads === 1 ? [0] : [0, ...[3, 2, 1].map((left) => tokens.length - left)]
  return withTiny(backend, { shape, weights }, options, (model) =>
    cuts.map((start, i) => {
      const sequence = {
        tokens: tokens.slice(start, cuts[i + 1] ?? tokens.length),
        start,
        pages,
        wanted: 'last',
      } as const
      const batch = tinyBatch([sequence], shape.vocabSize)
      model.step(batch)
      return batch.logits
    }),
  )
}

for (const isa of backend.isas.filter((name) => name !== 'scalar')) {
  test(`${isa} gives the same bits where threads share the keys of one head`, () => {
    const tokens = promptOf(randomOf(5), 1290)
    const expected = longDecode(isa, tokens, 1).at(-1) as Float32Array
    for (const threads of [2, 3])
      expect(
        Buffer.compare(bytes(longDecode(isa, tokens, threads).at(-1) as Float32Array), bytes(expected)),
        `${threads}`,
      ).toBe(0)
  })
}

test('a fused plan differs from the unfused one by rounding only', () => {
  const tokens = promptOf(randomOf(9), 50)
  const [fused, unfused] = [true, false].map((choice) => {
    const batch = tinyBatch([{ tokens, start: 0, pages: [1, 2, 3, 4], wanted: 'all' }], shape.vocabSize)
    withTiny(backend, { shape: { ...shape, fused: choice }, weights }, {}, (model) => model.step(batch))
    return batch.logits
  }) as [Float32Array, Float32Array]
  const worst = Math.max(...fused.map((value, i) => Math.abs(value - (unfused[i] as number))))
  expect(worst).toBeLessThan(1e-5 * Math.max(...fused.map(Math.abs)))
})

function bytes(floats: Float32Array): Buffer {
  return Buffer.from(floats.buffer, floats.byteOffset, floats.byteLength)
}
