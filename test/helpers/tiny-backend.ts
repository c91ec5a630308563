import type { Backend, ExecutableModel, OpenOptions } from '../../engine/backends/backend.ts'
import type { TinyShape, TinyWeights } from './tiny-plan.ts'
import { tinyPlan } from './tiny-plan.ts'

/** How plans run unless a test is about it. */
export const plainExecution = { timing: true, tiled: true, pinned: false } as const

/** Options that suit tiny plans: 40 pages of 16 tokens, at most 96 tokens, sequences and logits rows a step, two threads. */
export function tinyOptions(backend: Backend, overrides: Partial<OpenOptions> = {}): OpenOptions {
  const isa = backend.isas[0] ?? 'scalar'
  const sizes = { threads: 2, kvBlocks: 40, blockTokens: 16, maxStepTokens: 96, maxSequences: 96 }
  return { isa, ...sizes, ...plainExecution, ...overrides }
}

/** Opens a tiny model, hands it to `body`, closes it. */
export function withTiny<Result>(
  backend: Backend,
  model: { shape: TinyShape; weights: TinyWeights },
  options: Partial<OpenOptions>,
  body: (model: ExecutableModel) => Result,
): Result {
  const opened = backend.open(tinyPlan(model.shape, model.weights), tinyOptions(backend, options))
  try {
    return body(opened)
  } finally {
    opened.close()
  }
}
