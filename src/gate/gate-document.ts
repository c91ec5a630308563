/**
 * The JSON contract `infbench.gate/1`: what `infbench gate --json` prints and what summaries, comments and JUnit are made of. Keys are added,
 * never renamed or removed, within version 1. Effects are shares (0.05 is 5 %), positive is worse whatever the metric's direction;
 * figures have the units of the run document. What is unknown is null, never 0; a bound of null is unbounded.
 */
import { z } from 'zod'
import { faultCodes } from './comparable/gate-fault.ts'

export const gateSchemaName = 'infbench.gate/1'

const count = z.int().nonnegative()
const number = z.number().nullable()
const share = number.describe('a share, positive is worse; null where it is unknown or unbounded')

export const gateVerdicts = ['pass', 'warn', 'regression', 'inconclusive', 'incomparable'] as const
const verdict = z
  .enum(gateVerdicts)
  .describe(
    'regression: worse by more than the margin; warn: worse, by more than the margin or not; pass: not worse by the margin; inconclusive: these runs cannot tell; incomparable: they answer different questions',
  )

const side = z.object({
  label: z.string().describe('as the policy names it'),
  target: z.string().nullable().describe('model and place of the first run; null: no run'),
  runs: z.array(z.string()).describe('run ids, by pair; in history mode by time'),
  seeds: z.array(z.int().nullable()).describe('of the prompts and arrivals of each run'),
  fingerprints: z
    .object({ workload: z.string(), environment: z.string(), target: z.string(), dataset: z.string() })
    .nullable(),
  infbenchVersion: z.string().nullable(),
})

const look = z.object({
  pairs: count.describe('pairs after which it is taken'),
  alpha: z.number().describe('chance of a false statement that it may spend by itself'),
})

const inference = z
  .object({
    kind: z.enum(['paired', 'prediction']).describe('sign flips of pairs, or a prediction interval over past runs'),
    alpha: z.number().describe('chance of any false statement that the policy allows, over all metrics and looks'),
    alphaSpent: z.number().describe('chance that this look or one before it calls anything different where nothing is'),
    looks: z.array(look).describe('as planned; one where the gate does not stop early'),
    look: count.describe('which of them this is, from 1'),
    spending: z.enum(['obrien-fleming', 'pocock']).nullable().describe('how alpha is spent; null: there is one look'),
    arrangements: number.describe('sign patterns that were weighed, mirror images counted once; null in history mode'),
    exact: z.boolean().describe('every one of them was weighed'),
    smallestP: number.describe('the smallest p-value that so many pairs can have'),
    attainableAlpha: number.describe(
      'the level that the bounds have: the attainable one; null: none is near what was asked',
    ),
    power: z.number().describe('of the minimum detectable effect'),
    notes: z.array(z.string()),
  })
  .nullable()
  .describe('null where nothing could be inferred')

const metric = z.object({
  metric: z.string().describe('ttft.p99, outputTokensPerS'),
  label: z.string(),
  unit: z.string(),
  direction: z.enum(['lower', 'higher']).describe('which way is better'),
  marginShare: z.number().describe('a change for the worse that matters'),
  baselineMedian: number.describe('over runs'),
  candidateMedian: number,
  baselineValues: z.array(number).describe('of each run, in the order of the side'),
  candidateValues: z.array(number),
  effectShare: share.describe('mean of the differences, as a share: exp(mean) - 1; positive is worse'),
  ...{ lowerShare: share, upperShare: share },
  pValue: number.describe('of "no difference in any metric", adjusted for all metrics of the gate'),
  detectableShare: share.describe('the smallest change for the worse that so many pairs find with the stated power'),
  pairsToDecide: count
    .nullable()
    .describe(
      'further pairs (history: runs) after which a decision is expected at this spread; 0: decided; null: none',
    ),
  verdict,
  why: z.string().describe('the rule that made the verdict, with its numbers'),
  differences: z
    .array(number)
    .describe('ln of the ratio in each pair (history: to the mean of the past), positive is worse'),
})

const limit = z.object({
  expression: z.string().describe('ttft.p99 < 300ms'),
  metric: z.string(),
  operator: z.enum(['<', '<=', '>', '>=']),
  value: number.describe('median over the runs of the candidate, in the unit'),
  limit: z.number(),
  unit: z.string(),
  verdict,
  why: z.string(),
  runs: z.array(number).describe('of each run of the candidate'),
})

const fault = z.object({ code: z.enum(faultCodes), message: z.string(), hint: z.string().nullable() })

export const gateDocumentSchema = z
  .object({
    schema: z.literal(gateSchemaName),
    infbench: z.string().describe('version'),
    id: z.string().describe('of this gate, like a run id'),
    policy: z.string().describe('file'),
    name: z.string(),
    createdAt: z.iso.datetime(),
    mode: z.enum(['paired', 'history']),
    verdict,
    exitCode: z.union([z.literal(0), z.literal(10), z.literal(11), z.literal(12)]),
    onInconclusive: z.enum(['fail', 'warn', 'pass']),
    reasons: z.array(z.string()).describe('plain sentences, the gravest first'),
    ...{ baseline: side, candidate: side },
    pairs: z.object({
      planned: count,
      done: count.describe('pairs of which both runs are there'),
      used: count.describe('in the inference; history: past runs'),
      floor: count,
      order: z.array(z.enum(['AB', 'BA'])).describe('which side ran first, by pair'),
      seeds: z.array(z.int().nullable()).describe('of each pair'),
    }),
    inference,
    metrics: z.array(metric),
    limits: z.array(limit),
    faults: z.array(fault).describe('why the runs are not comparable or not fit for a verdict'),
  })
  .describe('one verdict of infbench gate')

export type GateDocument = z.infer<typeof gateDocumentSchema>
export type GateVerdict = (typeof gateVerdicts)[number]
export type GateMetric = GateDocument['metrics'][number]
export type GateLimit = GateDocument['limits'][number]
export type GateSide = GateDocument['baseline']
export type GateInference = NonNullable<GateDocument['inference']>

/** The JSON Schema of `infbench.gate/1`, for `infbench schema gate`. */
export function gateJsonSchema(): object {
  return z.toJSONSchema(gateDocumentSchema)
}
