import type { SourcePlan } from '../run-plan.ts'
import { sha256 } from './fingerprint.ts'
import { drawLength, longest } from './lengths.ts'
import type { RequestSource } from './request-source.ts'

/** Lengths drawn from formulas, input and output independent of each other. */
export function syntheticSource(plan: Extract<SourcePlan, { kind: 'synthetic' }>): RequestSource {
  const [input, output] = [longest(plan.input), longest(plan.output)]
  return {
    name: 'synthetic',
    fingerprint: sha256(JSON.stringify([plan.input, plan.output])),
    rows: null,
    notes: [],
    largestTokens: input === null || output === null ? null : input + output,
    draw: (rng) => ({
      inputTokens: drawLength(plan.input, rng),
      outputTokens: drawLength(plan.output, rng),
      timestampNs: null,
    }),
  }
}
