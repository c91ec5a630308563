import type { Backend, StepBatch } from '../../engine/backends/backend.ts'
import type { Plan, PlanWeight, WeightPart } from '../../engine/backends/plan.ts'
import { plainExecution } from './tiny-backend.ts'
import { tinyBatch } from './tiny-step.ts'

/** How a table is stored. */
export type Stored = Pick<PlanWeight, 'format' | 'minima'>

/** A plan that only looks rows up: logits of token t are row t of an n x n table. Shows weights as loaded, and feeds the sampler. */
export function lookupPlan(parts: readonly WeightPart[], n: number, stored: Stored = { format: 'f32' }): Plan {
  const table: PlanWeight = { name: 'table', rows: n, cols: n, layout: 'packed16', ...stored, parts }
  const node = (op: 'embed' | 'rows' | 'sample', input: number[], output: number[]) => ({
    op,
    name: op,
    in: input,
    out: output,
    weights: op === 'embed' ? [0] : [],
    attrs: {},
    flops: {},
    bytes: {},
  })
  return {
    model: { layers: 0, heads: 1, kvHeads: 1, headDim: 2, vocabSize: n, kvType: 'f32' },
    weights: [table],
    buffers: [
      { name: 'row', rows: 'tokens', cols: n, type: 'f32', slot: 0 },
      { name: 'logits', rows: 'logits', cols: n, type: 'f32', slot: 1 },
    ],
    nodes: [node('embed', [], [0]), node('rows', [0], [1]), node('sample', [1], [])],
  }
}

/** Runs tokens 0..n-1 through a lookup plan; `change` may set sampling parameters. */
export function lookUp(
  backend: Backend,
  table: { parts: readonly WeightPart[]; n: number; stored?: Stored },
  options: { isa?: string; threads?: number; tokens?: readonly number[] } = {},
  change: (batch: StepBatch) => void = () => undefined,
): StepBatch & { logits: Float32Array; logprob: Float32Array } {
  const tokens = options.tokens ?? Array.from({ length: table.n }, (_, i) => i)
  const model = backend.open(lookupPlan(table.parts, table.n, table.stored), {
    threads: options.threads ?? 2,
    isa: options.isa ?? 'scalar',
    kvBlocks: 1 + Math.ceil(tokens.length / 16),
    blockTokens: 16,
    maxStepTokens: tokens.length,
    maxSequences: tokens.length,
    ...plainExecution,
  })
  try {
    const pages = Array.from({ length: Math.ceil(tokens.length / 16) }, (_, i) => i)
    const batch = tinyBatch([{ tokens, start: 0, pages, wanted: 'all' }], table.n)
    change(batch)
    model.step(batch)
    return batch
  } finally {
    model.close()
  }
}
