import { costOf, type StepSizes } from '../../compiler/cost.ts'
import type { Plan } from '../../backends/plan.ts'

/** What is timed: a prompt of `tokens` from its first token to its first answer, or one token more for each of `sequences`. */
export type StepShape =
  | { readonly kind: 'prefill'; readonly tokens: number }
  /** `context`: tokens that each sequence holds before the first step. */
  | { readonly kind: 'decode'; readonly sequences: number; readonly context: number }

/** After this many decode steps the context is what it was at first, so that long measurements stay at the context they name. */
export const decodeRound = 64

/** FLOP and bytes of some steps, by the plan's own formulas. */
export interface StepCost {
  readonly flops: number
  readonly bytes: number
}

/** For people: `prefill 512`, `decode 8 @ 128`. */
export function shapeName(shape: StepShape): string {
  return shape.kind === 'prefill' ? `prefill ${shape.tokens}` : `decode ${shape.sequences} @ ${shape.context}`
}

/** Tokens that the steps of one measurement produce or read: a prompt's, or one per sequence and step. */
export function shapeTokens(shape: StepShape, steps: number): number {
  return shape.kind === 'prefill' ? shape.tokens : shape.sequences * steps
}

/** Prompt chunks of at most `most` tokens: [first position, tokens] each. */
export function promptChunks(tokens: number, most: number): readonly (readonly [number, number])[] {
  return Array.from({ length: Math.ceil(tokens / most) }, (_, i) => [i * most, Math.min(most, tokens - i * most)])
}

/** Sizes of every step that one measurement runs; only the last chunk of a prompt asks for logits. */
export function stepSizes(shape: StepShape, steps: number, maxStepTokens: number): readonly StepSizes[] {
  if (shape.kind === 'prefill') {
    return promptChunks(shape.tokens, maxStepTokens).map(([from, tokens]) => ({
      tokens,
      logitsRows: from + tokens === shape.tokens ? 1 : 0,
      pairs: (tokens * (2 * from + tokens + 1)) / 2,
      contextTokens: from + tokens,
    }))
  }
  const { sequences, context } = shape
  return Array.from({ length: steps }, (_, i) => ({
    tokens: sequences,
    logitsRows: sequences,
    pairs: sequences * (context + (i % decodeRound) + 1),
    contextTokens: sequences * (context + (i % decodeRound) + 1),
  }))
}

/** What the plan's nodes compute and move in steps of these sizes. */
export function planCost(plan: Plan, sizes: readonly StepSizes[]): StepCost {
  const sum = (kind: 'flops' | 'bytes') =>
    plan.nodes.reduce((total, node) => total + sizes.reduce((part, size) => part + costOf(node[kind], size), 0), 0)
  return { flops: sum('flops'), bytes: sum('bytes') }
}
