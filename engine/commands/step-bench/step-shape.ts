import { costOf, type StepSizes } from '../../compiler/cost.ts'
import type { Plan } from '../../backends/plan.ts'
import { movedBytes } from '../../runtime/telemetry/kernel-totals.ts'

/** What is timed: a prompt of `tokens` from its first token to its first answer, or one token more for each of `sequences`. */
export type StepShape =
  | { readonly kind: 'prefill'; readonly tokens: number }
  /** `context`: tokens that each sequence holds before the first step. */
  | { readonly kind: 'decode'; readonly sequences: number; readonly context: number }

/** After this many decode steps the context is what it was at first, so that long measurements stay at the context they name. */
export const decodeRound = 64

/** FLOP of some steps by the plan's own formulas, and the bytes that MBU counts: weights, keys and values. */
export interface StepCost {
  readonly flops: number
  readonly bytes: number
}

/** For people: `prefill 512`, `decode 8 @ 128`. */
export function shapeName(shape: StepShape): string {
  return shape.kind === 'prefill' ? `prefill ${shape.tokens}` : `decode ${shape.sequences} @ ${shape.context}`
}

/** Tokens that one measurement reads or produces: those of `times` prompts, or one per sequence and step. */
export function shapeTokens(shape: StepShape, times: number): number {
  return (shape.kind === 'prefill' ? shape.tokens : shape.sequences) * times
}

/** Prompt chunks of at most `most` tokens: [first position, tokens] each. */
export function promptChunks(tokens: number, most: number): readonly (readonly [number, number])[] {
  return Array.from({ length: Math.ceil(tokens / most) }, (_, i) => [i * most, Math.min(most, tokens - i * most)])
}

/** Sizes of every step that one measurement runs; only the last chunk of a prompt asks for logits. */
export function stepSizes(shape: StepShape, times: number, maxStepTokens: number): readonly StepSizes[] {
  const once = (i: number) =>
    shape.kind === 'prefill' ? promptSizes(shape.tokens, maxStepTokens) : decodeSizes(shape, i)
  return Array.from({ length: times }, (_, i) => once(i)).flat()
}

function promptSizes(tokens: number, maxStepTokens: number): readonly StepSizes[] {
  return promptChunks(tokens, maxStepTokens).map(([from, fresh]) => ({
    tokens: fresh,
    logitsRows: from + fresh === tokens ? 1 : 0,
    pairs: (fresh * (2 * from + fresh + 1)) / 2,
    contextTokens: from + fresh,
  }))
}

function decodeSizes({ sequences, context }: StepShape & { kind: 'decode' }, step: number): readonly StepSizes[] {
  const keys = sequences * (context + (step % decodeRound) + 1)
  return [{ tokens: sequences, logitsRows: sequences, pairs: keys, contextTokens: keys }]
}

/** What the plan's nodes compute, and what has to move, in steps of these sizes. */
export function planCost(plan: Plan, sizes: readonly StepSizes[]): StepCost {
  const flopsOf = (size: StepSizes) => plan.nodes.reduce((total, node) => total + costOf(node.flops, size), 0)
  return {
    flops: sizes.reduce((total, size) => total + flopsOf(size), 0),
    bytes: sizes.reduce((total, size) => total + movedBytes(plan, 1, size), 0),
  }
}
