import type { RequestsPlan } from './run-plan.ts'
import type { RequestSource, SourceRow } from './sources/request-source.ts'

/**
 * Makes requests fit a context of so many tokens (prompt plus answer), by the rule the workload states:
 * - scale: all lengths of a source, input and output, are multiplied by one factor, so that its largest row just fits and the
 *   shape of the traffic stays; at least 1 token each. Lengths that nothing bounds cannot be scaled so and are clipped, and so
 *   are recorded texts.
 * - clip: the prompt gives way first, then the answer; at least 1 token each.
 * - drop: what does not fit is not sent.
 * Nothing is changed where everything fits or the context is unknown.
 */
export interface LengthFit {
  /** Lengths that fit; null: drop the request. */
  apply(source: RequestSource, row: SourceRow): FittedLengths | null
  readonly notes: readonly string[]
}

export interface FittedLengths {
  readonly inputTokens: number
  readonly outputTokens: number
  readonly clipped: boolean
  /** What the lengths were multiplied by before they were clipped. */
  readonly factor: number
}

/** The fit of `sources` into the smaller of the plan's limit and the target's context. */
export function lengthFit(
  plan: RequestsPlan['contextLimit'],
  sources: readonly RequestSource[],
  contextTokens: number | null,
): LengthFit {
  const limit = Math.min(plan.tokens ?? Infinity, contextTokens ?? Infinity)
  if (plan.rule !== 'scale' || limit === Infinity) {
    return { apply: (_, row) => (plan.rule === 'drop' ? dropped(row, limit) : clipped(row, limit, 1)), notes: [] }
  }
  const factors = new Map(sources.map((source) => [source, factorOf(source, limit)]))
  return {
    apply: (source, row) => {
      const factor = isText(row) ? 1 : (factors.get(source) ?? 1)
      return clipped(scaled(row, factor), limit, factor)
    },
    notes: [...factors].flatMap(([source, factor]) => noteOn(source, factor, limit)),
  }
}

/** 1 where all rows fit; null where nothing bounds them. */
function factorOf({ largestTokens }: RequestSource, limit: number): number | null {
  return largestTokens === null ? null : Math.min(1, limit / largestTokens)
}

/** Half a text is no text: what was recorded keeps its words and loses its end. */
const isText = ({ prompt }: SourceRow): boolean => prompt !== undefined && prompt.kind !== 'segments'

function noteOn(source: RequestSource, factor: number | null, limit: number): string[] {
  if (factor === 1) return []
  if (factor === null) {
    return [
      `${source.name}: lengths have no upper bound, so they are clipped to the context of ${limit} tokens, not scaled`,
    ]
  }
  if (source.rows?.content === 'texts') {
    return [`${source.name}: recorded texts that exceed the context of ${limit} tokens are clipped, not scaled`]
  }
  const by = factor.toPrecision(3)
  return [
    `${source.name}: all lengths are scaled by ${by}, so that ${source.largestTokens} tokens fit the context of ${limit}`,
  ]
}

/** Rounded down, so that the sum cannot exceed the limit by rounding; the answer of one token is the smallest there is. */
function scaled(row: SourceRow, factor: number): SourceRow {
  if (factor === 1) return row
  const scale = (tokens: number) => Math.max(1, Math.floor(tokens * factor))
  return { ...row, inputTokens: scale(row.inputTokens), outputTokens: scale(row.outputTokens) }
}

function clipped({ inputTokens, outputTokens }: SourceRow, limit: number, factor: number): FittedLengths {
  if (inputTokens + outputTokens <= limit) return { inputTokens, outputTokens, clipped: false, factor }
  const output = Math.min(outputTokens, limit - 1)
  return { inputTokens: Math.max(1, limit - output), outputTokens: output, clipped: true, factor }
}

const dropped = ({ inputTokens, outputTokens }: SourceRow, limit: number): FittedLengths | null =>
  inputTokens + outputTokens <= limit ? { inputTokens, outputTokens, clipped: false, factor: 1 } : null
