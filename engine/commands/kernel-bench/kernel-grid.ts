import type { PlanNode } from '../../backends/plan.ts'
import { decodeRound, type StepShape } from '../step-bench/step-shape.ts'

/** Kernel families, as in `native/kernels/`, and the plan's operations that call them. */
export const families = {
  linear: ['linear', 'linear_gated', 'linear_minima'],
  attention: ['attention'],
  norm: ['norm', 'layer_norm'],
  rope: ['rope', 'kv_write', 'rope_kv'],
  activation: ['gated', 'activate', 'add'],
  quantize: ['quantize'],
  sums: ['group_sums'],
  embed: ['embed', 'rows'],
  sample: ['sample'],
} as const satisfies Readonly<Record<string, readonly PlanNode['op'][]>>

export type Family = keyof typeof families
export const familyNames = Object.keys(families) as readonly Family[]

/** The family that a node's kernels are of. */
export function familyOf(op: string): Family {
  return familyNames.find((name) => (families[name] as readonly string[]).includes(op)) ?? 'linear'
}

/**
 * Models whose kernels are timed. Of the large one only some layers: more than any last-level cache holds, so that each
 * reads its weights from memory as the whole model would.
 */
export const gridModels: readonly { readonly model: string; readonly layers: number | null }[] = [
  { model: 'synthetic:llama-110m', layers: null },
  { model: 'synthetic:llama-1b', layers: 4 },
]

/** Prompts run in one step, so that every kernel sees all their rows; also the longest context of the models. */
export const gridStepTokens = 2048

/** Rows of every size that serving meets: decodes of small batches, short and long contexts, prompts. */
export const gridShapes: readonly StepShape[] = [
  ...[1, 2, 4, 8, 16, 32].map((sequences): StepShape => ({ kind: 'decode', sequences, context: 128 })),
  ...[1, 8].map((sequences): StepShape => ({ kind: 'decode', sequences, context: gridStepTokens - decodeRound })),
  ...[64, 128, 512, 2048].map((tokens): StepShape => ({ kind: 'prefill', tokens })),
]
