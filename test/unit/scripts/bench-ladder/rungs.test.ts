import { expect, test } from 'vitest'
import type { StepBench } from '../../../../engine/commands/step-bench/open-step-bench.ts'
import type { StepShape } from '../../../../engine/commands/step-bench/step-shape.ts'
import { passNames } from '../../../../engine/compiler/compile.ts'
import { agreement } from '../../../../scripts/bench-ladder/answer.ts'
import { ladderFigures, type LadderRow, ladderTable } from '../../../../scripts/bench-ladder/ladder-table.ts'
import { type LadderWorld, measureRung } from '../../../../scripts/bench-ladder/measure-rung.ts'
import { ladderRungs, type LadderOptions } from '../../../../scripts/bench-ladder/rungs.ts'

const facts = {
  model: 'synthetic:llama-15m',
  isas: ['avx512bf16', 'avx512vnni', 'avx512', 'avx2', 'scalar'],
  threads: 2,
}
const rungs = ladderRungs({ ...facts, passNames })

test('each rung is the one before it with exactly one switch turned', () => {
  const turned = (a: LadderOptions, b: LadderOptions) =>
    Object.keys(a).filter(
      (key) => JSON.stringify(a[key as keyof LadderOptions]) !== JSON.stringify(b[key as keyof LadderOptions]),
    )
  for (let i = 1; i < rungs.length; i++) {
    const [before, rung] = [rungs[i - 1]?.options as LadderOptions, rungs[i]?.options as LadderOptions]
    expect(turned(before, rung), rungs[i]?.name).toHaveLength(1)
    expect(before.disabledPasses.length - rung.disabledPasses.length).toBeLessThanOrEqual(1)
  }
})

test('it begins with nothing and ends with everything', () => {
  expect(rungs[0]?.options).toMatchObject({
    ...{
      isa: 'scalar',
      threads: 1,
      quant: 'f32',
      kvCacheType: 'f32',
      disabledPasses: passNames.filter((name) => name !== 'prepack-weights'),
    },
    ...{ attention: 'naive', kvLayout: 'contiguous', tiling: false },
  })
  expect(rungs.at(-1)?.options).toMatchObject({
    ...{ isa: 'avx512bf16', threads: 2, quant: 'int4', kvCacheType: 'int8', disabledPasses: [] },
    ...{ attention: 'flash', kvLayout: 'paged', tiling: true },
  })
})

test('a machine without wide dot products and with one core climbs fewer rungs', () => {
  const names = ladderRungs({ ...facts, isas: ['avx2', 'scalar'], threads: 1, passNames }).map(({ name }) => name)
  expect(names.filter((name) => /avx512|dot products|threads/.test(name))).toEqual([])
})

test('dot products without AVX-512 are a rung, and none where AVX-512 has them', () => {
  const names = (isas: readonly string[]) =>
    ladderRungs({ ...facts, isas, passNames })
      .map(({ name }) => name)
      .filter((name) => /vectors|dot products/.test(name))
  expect(names(['avxvnni', 'avx2', 'scalar'])).toEqual(['vectors: avx2', 'dot products: avxvnni'])
  expect(names(['avx512bf16', 'avx512vnni', 'avx512', 'avxvnni', 'avx2', 'scalar'])).toEqual([
    'vectors: avx2',
    'vectors: avx512',
    'dot products: avx512bf16',
  ])
})

const answer = (tokens: readonly number[], logits: readonly number[]) => ({ tokens, logits: Float32Array.from(logits) })

test('the same format must say the same tokens, another may differ within its tolerance', () => {
  const plain = answer([1, 2], [1, 2, 2])
  const near = answer([1, 3], [1, 2, 2.06])
  expect(agreement(plain, plain, 'f32')).toEqual({ nmse: 0, sameTokens: true, ok: true })
  expect(agreement(plain, near, 'f32').ok).toBe(false)
  expect(agreement(plain, near, 'bf16')).toMatchObject({ sameTokens: false, ok: true })
  expect(agreement(plain, answer([1, 2], [2, 1, 0]), 'bf16').ok).toBe(false)
})

test('MFU counts FLOP of the prompt, MBU bytes of single decode; gains stand as measured', () => {
  const speed = (rate: number) => ({
    ...{ tokensPerSecond: rate, flopsPerSecond: rate * 1e9, bytesPerSecond: rate * 1e8 },
    ...{ gain: 2, samples: 5, disturbed: 0 },
  })
  const row: LadderRow = {
    ...{ name: 'b', compute: 'f32', answer: { nmse: 0, sameTokens: true, ok: true } },
    speed: { prefill: speed(100), decode: speed(40), batch: speed(40) },
  }
  const allCores = { threads: 2, f32FlopPerS: 400e9, bf16FlopPerS: null, int8FlopPerS: null, readBytesPerS: 40e9 }
  const figures = ladderFigures([row], { allCores })
  expect(figures).toMatchObject([{ mfuShare: 0.25, mbuShare: 0.1 }])
  expect(ladderTable(figures).split('\n')[1]).toMatch(/2\.00x +25\.0 % .* 10\.0 % .*same tokens$/)
})

/** A bench whose work takes `stepNs` on a machine that slows down by a tenth with every piece of work. */
function slowingBench(stepNs: number, machine: { factor: number }): StepBench {
  return {
    prepare: () => undefined,
    measure: (_: StepShape, times: number) => ({
      tokens: times,
      ns: times * stepNs * (machine.factor *= 1.1),
      flops: 1,
      bytes: 1,
    }),
  } as unknown as StepBench
}

test('a gain is over the rung before in the same turns, so that a machine which slows down is no loss', async () => {
  const machine = { factor: 1 }
  const readCpu = () => ({ busyTicks: 0, ownTicks: 0, atNs: 0 })
  const world = { ...{ rounds: 5, mostOthersShare: 0.05 }, readCpu } as unknown as LadderWorld
  const { prefill } = await measureRung(slowingBench(1e6, machine), slowingBench(2e6, machine), world)
  expect(prefill.gain).toBeCloseTo(2.2)
  expect(prefill).toMatchObject({ samples: 5, disturbed: 0 })
  expect((await measureRung(slowingBench(1e6, machine), null, world)).prefill.gain).toBe(1)
})
