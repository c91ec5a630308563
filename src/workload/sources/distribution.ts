import { z } from 'zod'
import { InfbenchError } from '../../core/errors.ts'
import { sha256 } from './fingerprint.ts'
import { type QuantileTable, quantileAt } from './quantile-table.ts'
import type { RequestSource } from './request-source.ts'

/**
 * Fitted length distributions. Input and output are kept jointly as an empirical copula in slices: one quantile table of
 * all input lengths, and for each slice of input shares a quantile table of the output lengths seen there. A draw takes one
 * uniform number for the input and a second one in the slice that the first fell into, so the rank correlation of the traffic
 * survives up to what varies inside a slice; the files state what was kept (`scripts/fit-distributions.ts` makes them).
 */
const table = z
  .array(z.tuple([z.number().min(0).max(1), z.number().min(0)]))
  .min(2)
  .refine((points) =>
    points.every(
      ([share, value], i) => i === 0 || (share > (points[i - 1]?.[0] ?? 0) && value >= (points[i - 1]?.[1] ?? 0)),
    ),
  )

const percentiles = z.strictObject({ p50: z.number(), p90: z.number(), p99: z.number(), mean: z.number() })

/** A distribution file. */
export const distributionFile = z.strictObject({
  format: z.literal('infbench.distribution/1'),
  name: z.string(),
  description: z.string(),
  origin: z.strictObject({
    dataset: z.string(),
    url: z.string(),
    licence: z.string(),
    file: z.string(),
    rows: z.int(),
    sha256: z.string(),
  }),
  /** What the trace has, what draws from this file have, and the rank correlation (Spearman) of input and output in both. */
  fit: z.strictObject({
    draws: z.int(),
    trace: z.strictObject({ input: percentiles, output: percentiles, rankCorrelation: z.number() }),
    drawn: z.strictObject({ input: percentiles, output: percentiles, rankCorrelation: z.number() }),
  }),
  input: table,
  /** Output lengths by input slice; the slices cover (0, 1] in order, each up to `upTo`. */
  output: z.array(z.strictObject({ upTo: z.number(), table })).min(1),
})

export type DistributionFile = z.output<typeof distributionFile>

/** A source that draws from the distribution in `text`. Errors: `source.unreadable`. */
export function distributionSource(name: string, text: string, path: string): RequestSource {
  const file = parseFile(text, path)
  return {
    name,
    fingerprint: sha256(text),
    rows: null,
    notes: [],
    largestTokens: largest(file),
    draw: (rng) => ({ ...drawPair(file, rng.uniform(), rng.uniform()), timestampNs: null }),
  }
}

/** Input and output tokens at two uniform numbers in [0, 1). */
export function drawPair(
  file: Pick<DistributionFile, 'input' | 'output'>,
  u: number,
  v: number,
): { readonly inputTokens: number; readonly outputTokens: number } {
  const slice = file.output.find(({ upTo }) => u < upTo) ?? file.output.at(-1)
  return { inputTokens: tokensAt(file.input, u), outputTokens: tokensAt(slice?.table ?? [[0, 1]], v) }
}

const tokensAt = (points: QuantileTable, share: number): number => Math.max(1, Math.round(quantileAt(points, share)))

function largest({ input, output }: DistributionFile): number {
  return Math.max(...output.map(({ upTo, table: points }) => tokensAt(input, upTo) + tokensAt(points, 1)))
}

function parseFile(text: string, path: string): DistributionFile {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new InfbenchError('source.unreadable', { message: `${path}: expected JSON, got other text`, cause })
  }
  const result = distributionFile.safeParse(value)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  throw new InfbenchError('source.unreadable', {
    message: `${path}: ${issue?.path.join('.')}: expected an infbench.distribution/1 file, got ${issue?.message}`,
    cause: result.error,
  })
}
