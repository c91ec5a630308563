import { expect, test } from 'vitest'
import { graphLines } from '../../../../../engine/commands/plan/graph-lines.ts'
import { planReport } from '../../../../../engine/commands/plan/plan-report.ts'
import { planText } from '../../../../../engine/commands/plan/plan-text.ts'
import { compileStages, passNames } from '../../../../../engine/compiler/compile.ts'
import { openModel } from '../../../../../engine/model/open-model.ts'
import type { EngineOptions } from '../../../../../engine/runtime/setup/engine-options.ts'
import { engineOptions } from '../../../../helpers/engine-options.ts'

const model = await openModel('synthetic:llama-1b', { tokenizerPath: null, seed: 1 })
const decode = { name: 'decode 2 x 100', sizes: { tokens: 2, logitsRows: 2, pairs: 200, contextTokens: 200 } }

function report(options: Partial<EngineOptions>) {
  const chosen = engineOptions({ model: 'synthetic:llama-1b', ...options })
  const compilation = compileStages(model.config, model.weights, {
    quant: chosen.quant,
    activationGroup: chosen.activationGroup,
    disabledPasses: chosen.disabledPasses,
  })
  return planReport(model, chosen, compilation, [decode])
}

test('layers that are alike are one line, and the last one is told apart where it differs', () => {
  const { stages } = compileStages(model.config, model.weights)
  const parts = (name: string) =>
    graphLines((stages.find((stage) => stage.name === name) as (typeof stages)[number]).graph).map(({ part }) => part)
  expect(parts('written')).toEqual(['input', 'layers.0..15', 'output'])
  expect(parts('fuse-residual')).toEqual(['input', 'layers.0..14', 'layers.15', 'output'])
})

test('every pass is listed in order, with the graph after it and whether it did anything', () => {
  const { passes } = report({ quant: 'int4', disabledPasses: ['fuse-qkv'] })
  expect(passes.map(({ name }) => name)).toEqual(['written', 'quantize', ...passNames])
  const pass = (name: string) => passes.find((each) => each.name === name)
  expect(pass('fuse-qkv')).toMatchObject({ enabled: false, changed: false })
  expect(pass('common-subexpression')).toMatchObject({ enabled: true, changed: true })
  expect(pass('fuse-bias')).toMatchObject({ enabled: true, changed: false })
  expect(pass('dead-code')?.nodes).toBeLessThan(pass('quantize')?.nodes ?? 0)
})

test('int4 moves an eighth of the bytes and more, for the same operations; the costs of nodes add up to the step', () => {
  const [f32, int4] = [report({ quant: 'f32' }), report({ quant: 'int4' })]
  const head = (of: typeof f32) => of.plan.find(({ name }) => name === 'head')?.costs[0]
  expect(head(int4)?.flops).toBe(head(f32)?.flops)
  expect((head(f32)?.bytes ?? 0) / (head(int4)?.bytes ?? 1)).toBeCloseTo(32 / 4.5, 1)
  expect(head(int4)?.intensity).toBeCloseTo((head(int4)?.flops ?? 0) / (head(int4)?.bytes ?? 1), 10)
  for (const each of [f32, int4]) {
    const sum = (kind: 'flops' | 'bytes') => each.plan.reduce((total, { costs }) => total + (costs[0]?.[kind] ?? 0), 0)
    expect(each.steps[0]?.total.flops).toBe(sum('flops'))
    expect(each.steps[0]?.total.bytes).toBe(sum('bytes'))
  }
})

test('minima are a stage of their own, told in words and weights', () => {
  const { passes, plan } = report({ quant: 'int4-asym' })
  expect(passes.map(({ name }) => name).slice(-2)).toEqual(['split-minima', 'buffer-liveness'])
  const words = passes
    .find(({ name }) => name === 'split-minima')
    ?.graph.find(({ part }) => part === 'layers.0..14')?.words
  expect(words?.slice(0, 4)).toEqual(['norm>q8', 'group_sums', 'linear_minima[f32]', 'linear[int4]+residual'])
  expect(words).toContain('linear_minima[f32]+residual')
  expect(plan.find(({ name }) => name === 'layers.0.attention.qkv')?.weights).toEqual(['3072x2048 int4 with minima'])
})

test('memory is told with and without shared buffers', () => {
  const { memory } = report({ quant: 'int4' })
  expect(memory.activations.bytesPerToken).toBeLessThan(memory.activationsWithoutLiveness.bytesPerToken / 4)
  expect(memory.weightBytes / 1_235_814_400).toBeCloseTo(4.5 / 8, 2)
  expect(report({ quant: 'int4-asym' }).memory.weightBytes / memory.weightBytes).toBeCloseTo(5.5 / 4.5, 2)
  expect(memory.kvBytesPerToken).toBe(2 * 16 * 8 * 64 * 2)
})

test('the text names passes that are off, and folds the plan like the graph', () => {
  const text = planText(report({ quant: 'int4', disabledPasses: ['fuse-qkv'] }))
  expect(text).toMatch(/^fuse-qkv: .*: off$/m)
  expect(text).toMatch(/^layers\.0\.\.14\.ffn\.down +linear +8192 q8, 2048 f32 +2048x8192 int4 /m)
  expect(text).toMatch(/^layers\.15\.attention\.o\.rows +rows \(wanted rows\) +2048 q8 /m)
  expect(text.split('\n').length).toBeLessThan(140)
})
