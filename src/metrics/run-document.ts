/**
 * The JSON contract `infbench.run/1`: what `infbench run --json` and `infbench show RUN --json` print and what other people's
 * scripts read. Keys are added, never renamed or removed, within version 1. Durations are ms, rates per second, instants ISO 8601.
 * Numbers keep their full precision; what was not observed is null, never 0.
 */
import { z } from 'zod'
import { computeTypes, phaseNames } from '../core/engine-work.ts'
import { failureKinds } from '../core/request-record.ts'
import { type DistributionKey, distributionMetrics, metrics } from './definitions.ts'
import { clientSchema } from './client/client-block.ts'
import { importedSchema } from './imported/imported-schema.ts'
import { measurementErrorSchema } from './validity/measurement-error.ts'
import { serverSchema } from './server/server-schema.ts'
import { sessionsSchema } from './sessions/session-schema.ts'
import { reasonCodes } from './validity/reason.ts'

export const runSchemaName = 'infbench.run/1'

const count = z.int().nonnegative()
const number = z.number().nullable()
const facts = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))

const distribution = z
  .object({
    n: count.describe('values observed'),
    ...{ mean: number, min: number, max: number, p50: number, p90: number, p95: number, p99: number },
    unobserved: count.describe('requests of which this could not be observed; they are in no statistic'),
    effectiveSamples: number.describe(
      'independent values the series is worth, n / tau; null where values are not one per request',
    ),
  })
  .describe('percentiles by Hyndman-Fan type 7 over raw values')

const distributions = z.object(
  Object.fromEntries(
    distributionMetrics.map((metric) => [metric.key, distribution.describe(`${metric.meaning}: ${metric.formula}`)]),
  ) as Record<DistributionKey, typeof distribution>,
)

const requests = z.object({
  planned: count
    .nullable()
    .describe('requests of the measured phase in the schedule; null: as many as the time allowed'),
  ...{ sent: count, completed: count, failed: count, cancelled: count },
  notSent: count.describe(
    'calls of sessions that an earlier call ended by failing; in no other count but the measured',
  ),
  warmup: count.describe('requests sent before the window; in no distribution and no other count here'),
  failures: z.partialRecord(z.enum(Object.keys(failureKinds) as [keyof typeof failureKinds]), count),
})

const tokens = z.object({
  input: count.describe('prompt tokens as the server counted them, else as the prompts were sized'),
  output: count,
  cached: count.nullable().describe('prompt tokens the server took from a prefix cache; null where it does not say'),
  countedBy: z.enum(['usage', 'tokenizer', 'events', 'mixed']).nullable(),
})

const throughput = z.object({
  ...{ outputTokensPerS: number, inputTokensPerS: number, requestsPerS: number, requestsPerMin: number },
  inWindow: z
    .object({ requests: count, inputTokens: count, outputTokens: count })
    .describe('what the rates divide by the window'),
})

const goodput = z.object({ attainment: number, requestsPerS: number, outputTokensPerS: number })

const slo = z.object({ ttftMs: number, tpotMs: number, itlMs: number, e2eMs: number })

const cost = z.object({
  currency: z.literal('USD'),
  pricePerHour: z.number(),
  ...{ perMillionOutputTokens: number, perThousandRequests: number },
  ...{ prefillPerThousandRequests: number, decodePerThousandRequests: number },
})

const reason = z.object({
  code: z.enum(reasonCodes),
  severity: z.enum(['note', 'degraded', 'invalid']),
  message: z.string(),
  hint: z.string().nullable(),
})

const target = z.object({
  ...{ kind: z.enum(['endpoint', 'engine']), url: z.string(), model: z.string(), facts },
  tokenizer: z.object({ name: z.string(), fidelity: z.enum(['target', 'assumed']) }),
})

const environment = z.object({
  ...{ os: z.string(), cpuModel: z.string(), cpuCores: z.number(), memoryBytes: z.number(), nodeVersion: z.string() },
  ...{ infbenchVersion: z.string(), gitCommit: z.string().nullable(), virtualized: z.boolean().nullable() },
})

const byPhase = z.object({ prefill: number, decode: number }).nullable()

const phase = z.object({
  ...{ steps: count, tokens: count, stepMs: z.number() },
  overheadMs: number.describe('time of steps outside kernels; null where the engine did not time them'),
  modelFlop: z.number().describe('FLOP the model needs for these tokens'),
  movedBytes: z.number().describe('weights once per step, keys and values read and written'),
  peak: z.enum(computeTypes).nullable().describe('the number type whose arithmetic peak MFU is measured against'),
})

const kernel = z.object({
  ...{ phase: z.enum(phaseNames), name: z.string(), op: z.string(), type: z.enum(computeTypes), calls: count },
  ms: z.number(),
  share: number.describe("share of the phase's step time"),
  ...{ flop: z.number(), bytes: z.number(), flopPerS: z.number(), bytesPerS: z.number() },
  boundBy: z.enum(['compute', 'memory']).nullable().describe('the roof that allows less'),
  roofShare: number.describe('share of that roof; above 1 where a cache spared the memory'),
  gapMs: number.describe('time beyond what the roof asks for'),
})

const kernels = z
  .object({
    ...{ isa: z.string(), threads: count },
    peaks: z
      .object({
        measuredAt: z.string(),
        othersShare: number.describe('share of all processors that other programs used meanwhile'),
        ...{ f32FlopPerS: z.number(), bf16FlopPerS: number, int8FlopPerS: number, readBytesPerS: z.number() },
      })
      .nullable()
      .describe('what the machine can do at most on these threads, as measured'),
    phases: z.object({ prefill: phase, decode: phase }),
    totals: z.array(kernel).describe('per phase, the longest first; layers taken together'),
  })
  .describe('what the bundled engine did in the window; null for an endpoint')

/** What is reported of the whole run and of each class alike. */
const block = { requests, metrics: distributions, tokens, throughput, goodput, slo: slo.nullable() }

export const runDocumentSchema = z
  .object({
    schema: z.literal(runSchemaName),
    ...{ runId: z.string(), name: z.string() },
    status: z.enum(['valid', 'degraded', 'invalid']),
    reasons: z.array(reason),
    state: z.enum(['running', 'completed', 'interrupted', 'failed']),
    ...{ target, tags: z.array(z.string()) },
    ...block,
    slo: slo.nullable().describe('thresholds of the one class; null where there are none or several classes'),
    cost: cost.nullable(),
    mfu: byPhase.describe(`${metrics.mfu.meaning}: ${metrics.mfu.formula}, over the time of the phase's steps`),
    mbu: byPhase.describe(`${metrics.mbu.meaning}: ${metrics.mbu.formula}, over the time of the phase's steps`),
    kernels: kernels.nullable(),
    sessions: sessionsSchema.nullable(),
    server: serverSchema.nullable(),
    window: z.object({ startedAt: z.iso.datetime(), durationS: z.number().nonnegative() }),
    classes: z.record(z.string(), z.object(block)),
    client: clientSchema.nullable(),
    fingerprints: z.object({ workload: z.string(), environment: z.string(), target: z.string(), dataset: z.string() }),
    hardware: z
      .object({ accelerator: z.string().nullable(), count: z.number(), currency: z.literal('USD') })
      .nullable(),
    environment,
    measurementError: measurementErrorSchema,
    imported: importedSchema.optional().describe('only where another tool measured the run'),
  })
  .describe('one run of infbench')

export type RunDocument = z.infer<typeof runDocumentSchema>
export type DistributionEntry = z.infer<typeof distribution>
/** Requests, distributions, tokens, rates and goodput of the run or of one of its classes. */
export type RunBlock = RunDocument['classes'][string]
export type RunStatus = RunDocument['status']

/** The JSON Schema of `infbench.run/1`, for `infbench schema run`. */
export function runJsonSchema(): object {
  return z.toJSONSchema(runDocumentSchema)
}
