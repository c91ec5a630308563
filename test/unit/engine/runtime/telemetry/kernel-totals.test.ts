import { expect, test } from 'vitest'
import type { Plan, PlanNode } from '../../../../../engine/backends/plan.ts'
import { computeType, costOver, phaseOf, phaseReport } from '../../../../../engine/runtime/telemetry/kernel-totals.ts'
import type { PhaseSums } from '../../../../../engine/runtime/telemetry/phase-sums.ts'

const node = (op: PlanNode['op'], name: string, costs: Partial<PlanNode> = {}): PlanNode => {
  return { op, name, in: [0], out: [0], weights: [], attrs: {}, flops: {}, bytes: {}, ...costs }
}

const linear = { flops: { perToken: 200 }, bytes: { fixed: 1000, perToken: 80 } }
const attention = { flops: { perPair: 10 }, bytes: { perContextToken: 16, perToken: 4 } }

const plan: Plan = {
  model: { layers: 2, heads: 1, kvHeads: 1, headDim: 2, vocabSize: 10, kvType: 'bf16' },
  weights: [],
  buffers: [{ name: 'x', rows: 'tokens', cols: 10, type: 'q8', slot: 0 }],
  nodes: [
    node('embed', 'embed', { in: [], bytes: { perToken: 80 } }),
    node('linear', 'layers.0.attention.qkv', linear),
    node('attention', 'layers.0.attention', attention),
    node('linear', 'layers.1.attention.qkv', linear),
    node('attention', 'layers.1.attention', attention),
    node('sample', 'sample', { flops: { perLogitsRow: 30 } }),
  ],
}

/** Three steps of five tokens in all, one of them computed a second time. */
const sums: PhaseSums = {
  steps: 3,
  ns: 900,
  ran: { tokens: 5, logitsRows: 2, pairs: 20, contextTokens: 30 },
  needed: { tokens: 4, logitsRows: 2, pairs: 15, contextTokens: 30 },
}
const counters = Float64Array.of(3, 10, 3, 100, 3, 50, 3, 120, 3, 60, 3, 40, 3, 400)

test('kernels are folded over their layers: calls and times added, FLOP and bytes by the formulas over all steps', () => {
  const report = phaseReport(plan, sums, counters)
  expect(report.kernels).toEqual([
    { name: 'embed', op: 'embed', type: 'f32', calls: 3, ns: 10, flops: 0, bytes: 400 },
    // two layers of 200 * 5, and of 1000 * 3 steps + 80 * 5
    { name: 'attention.qkv', op: 'linear', type: 'int8', calls: 6, ns: 220, flops: 2000, bytes: 6800 },
    // two layers of 10 * 20, and of 16 * 30 + 4 * 5
    { name: 'attention', op: 'attention', type: 'bf16', calls: 6, ns: 110, flops: 400, bytes: 1000 },
    { name: 'sample', op: 'sample', type: 'f32', calls: 3, ns: 40, flops: 60, bytes: 0 },
  ])
})

test('model FLOP leave out what was computed twice; moved bytes are weights, and keys and values read and written', () => {
  const { steps, tokens, stepNs, modelFlops, movedBytes } = phaseReport(plan, sums, counters)
  expect([steps, tokens, stepNs]).toEqual([3, 5, 900])
  expect(modelFlops).toBe(2 * 200 * 4 + 2 * 10 * 15 + 30 * 2)
  expect(movedBytes).toBe(2 * 1000 * 3 + 2 * 16 * (30 + 5))
})

test('an engine that times nothing still knows its FLOP and bytes', () => {
  const [, qkv] = phaseReport(plan, sums, new Float64Array(14)).kernels
  expect(qkv).toMatchObject({ calls: 0, ns: 0, flops: 2000 })
})

test('a constant cost counts once per step', () => {
  expect(costOver({ fixed: 7, perToken: 2 }, 3, { tokens: 5, logitsRows: 0, pairs: 0, contextTokens: 0 })).toBe(31)
})

test('the type of a kernel is that of its input rows, of keys and values for attention, of floats for all else', () => {
  const withInput = (type: 'f32' | 'bf16' | 'q8'): Plan => ({ ...plan, buffers: [{ ...plan.buffers[0]!, type }] })
  expect((['f32', 'bf16', 'q8'] as const).map((type) => computeType(withInput(type), plan.nodes[1]!))).toEqual([
    'f32',
    'bf16',
    'int8',
  ])
  expect(computeType({ ...plan, model: { ...plan.model, kvType: 'f32' } }, plan.nodes[2]!)).toBe('f32')
  expect(computeType(plan, node('norm', 'norm'))).toBe('f32')
})

test('a step with one token per sequence is a decode, any other a prefill', () => {
  expect([phaseOf(1, 1), phaseOf(8, 8), phaseOf(9, 8), phaseOf(128, 1)]).toEqual([
    'decode',
    'decode',
    'prefill',
    'prefill',
  ])
})
