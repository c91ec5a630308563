import { z } from 'zod'
import { choice, duration, integer, mapping, text } from '../../workload/schema/fields.ts'
import { fewestPairs, fewestPastRuns, mostMetrics, usualAlpha, usualPairs } from './gate-policy.ts'
import { side } from './side-fields.ts'

const shareWords = 'a share such as 5% or 0.05, above 0 and below 100 %'

/** `5%` or 0.05 as 0.05. */
export const shareOf = (value: number | string): number =>
  typeof value === 'number' ? value : Number(value.replace('%', '')) / 100

const share = z
  .union(
    [
      z.number({ error: shareWords }),
      z.string({ error: shareWords }).regex(/^\s*\d+(\.\d+)?\s*%\s*$/, { error: shareWords }),
    ],
    { error: shareWords },
  )
  .refine((value) => shareOf(value) > 0 && shareOf(value) < 1, { error: shareWords })

const marginWords = 'a margin such as 5%, or {margin: 5%}'
const margin = z.union([share, mapping({ margin: share }, marginWords)], { error: marginWords })

const metricsWords = `a mapping of 1 to ${mostMetrics} metrics to margins such as {ttft.p99: 5%}`
const metrics = z
  .record(z.string(), margin, { error: metricsWords })
  .refine((value) => Object.keys(value).length >= 1 && Object.keys(value).length <= mostMetrics, {
    error: metricsWords,
  })
  .describe(
    `Metrics that decide, each with the change for the worse that matters; 1 to ${mostMetrics}, since each one more widens all bounds`,
  )

const limits = z
  .array(text('a threshold such as ttft.p99 < 300ms'), { error: "a list such as ['ttft.p99 < 300ms']" })
  .default([])
  .describe('Absolute limits of the candidate alone: METRIC < VALUE, or <=, >, >=; default: none')

const pairsCount = () => integer(fewestPairs, 'a whole number of pairs', 1000)

const budget = mapping(
  {
    time: duration('20m').optional().describe('No pair is begun that would likely end later; default: no such limit'),
    pairs: pairsCount().optional().describe('Pairs at most; default: as many as are planned'),
  },
  'a mapping such as {time: 20m, pairs: 14}',
)

const looksWords = `a list of ascending numbers of pairs from ${fewestPairs} on such as [6, 10, 14]`
const sequential = mapping(
  {
    looks: z
      .array(pairsCount(), { error: looksWords })
      .min(1, { error: looksWords })
      .max(10, { error: `${looksWords}, at most 10` })
      .refine((looks) => looks.every((look, i) => i === 0 || look > (looks[i - 1] as number)), { error: looksWords })
      .describe('Numbers of pairs after which a decision is tried; the last is the most there will be'),
    spending: choice(['obrien-fleming', 'pocock'])
      .default('obrien-fleming')
      .describe('How alpha is spent over the looks: little at first, or evenly'),
  },
  'a mapping such as {looks: [6, 10, 14], spending: obrien-fleming}',
)

const past = mapping(
  {
    name: text('a name of runs').optional().describe('Runs of this name; default: of any'),
    tag: text('a tag').optional().describe('Runs of this tag; default: of any'),
    project: text('a project').optional().describe('Runs of this project; default: of any'),
    last: integer(fewestPastRuns, 'a whole number of runs', 500).default(30).describe('The newest so many of the past'),
  },
  'a mapping such as {tag: main, last: 30}',
)

const alphaWords = 'a chance from 0.001 to 0.2 such as 0.05'

/** A policy file as the user writes it; `read-policy.ts` makes the `GatePolicy`. */
export const policyFile = mapping(
  {
    name: text('a name').optional().describe("Name of the gate; default: the file's name without its ending"),
    workload: text('the path of a workload file')
      .optional()
      .describe('What is asked of both sides, relative to this file; needed where runs are to be made'),
    baseline: side.optional().describe('What the candidate must not be worse than'),
    candidate: side.optional().describe('What is judged; beside history the newest of its runs where left out'),
    history: past.optional().describe('Past runs instead of a baseline, where no pairs can be made'),
    pairs: pairsCount()
      .optional()
      .describe(`Pairs of runs (K), at least ${fewestPairs}; default: ${usualPairs}, or the last of sequential.looks`),
    seed: integer(0, 'a whole number')
      .optional()
      .describe(
        "Of the first pair's prompts, later pairs count on; default: the workload's, or the next that no gate used on a server that stays up",
      ),
    alpha: z
      .number({ error: alphaWords })
      .min(0.001, { error: alphaWords })
      .max(0.2, { error: alphaWords })
      .default(usualAlpha)
      .describe('Chance of any false statement, over all metrics and looks'),
    metrics,
    limits,
    budget: budget.prefault({}).describe('What the gate may cost'),
    sequential: sequential
      .optional()
      .describe('Stops early where the pairs so far decide; default: one look when all pairs are there'),
    onInconclusive: choice(['fail', 'warn', 'pass'])
      .default('fail')
      .describe('Exit code where the runs cannot tell: fail 11, warn and pass 0'),
  },
  'a mapping of keys such as workload, baseline, candidate and metrics',
)

export type PolicyFile = z.output<typeof policyFile>

/** The parts of a policy that are in order by themselves; a part that is not has been reported already. */
export type SoundPolicy = { readonly [K in keyof PolicyFile]?: PolicyFile[K] | undefined }

/** JSON Schema (2020-12) of a policy file, for editors and `infbench schema policy`. */
export function policyJsonSchema(): object {
  const schema = z.toJSONSchema(policyFile, {
    io: 'input',
    override: ({ jsonSchema }) => {
      // The bound of exact integers says nothing to a reader.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
    },
  })
  return { ...schema, title: 'infbench gate policy' }
}
