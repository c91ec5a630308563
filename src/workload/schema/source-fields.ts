import type { z } from 'zod'
import { builtInDistributions } from '../sources/built-in.ts'
import { formatNames } from '../sources/formats/format-names.ts'
import { choice, flag, integer, mapping, oneOf, text } from './fields.ts'
import { length } from './length-fields.ts'
import { sessions } from './session-fields.ts'

const kinds = ['synthetic', 'distribution', 'trace', 'dataset', 'sessions'] as const
const sourceKinds = `one of ${oneOf(kinds).replace(' or ', ' and ')}`

const synthetic = mapping(
  {
    input: length.default(256).describe('Tokens of a prompt, template included: a count or a distribution'),
    output: length.default(64).describe('Tokens of an answer: a count or a distribution'),
  },
  'a mapping such as {input: 256, output: 64}',
)

const column = (what: string) => text('the name of a column').optional().describe(what)
const columns = mapping(
  {
    input: column('Tokens of the prompt'),
    output: column('Tokens of the answer'),
    time: column('When it arrived: a date, or a number of seconds (ms, us, ns by the ending of its name)'),
    prompt: column('Text of the prompt'),
    answer: column('Text of the answer, whose length is asked for'),
    session: column('The conversation it belongs to'),
  },
  'a mapping such as {input: prompt_tokens, output: answer_tokens}',
)

const missing = mapping(
  {
    input: length.default(512).describe('Tokens of a prompt'),
    output: length.default(128).describe('Tokens of an answer'),
  },
  'a mapping such as {input: 512, output: 128}',
)

/** Keys that only a file of recorded requests takes. */
const fileKeys = ['format', 'columns', 'skip', 'take', 'skipBadRows', 'sharing', 'missing'] as const

const fields = {
  synthetic: synthetic.optional().describe('Lengths drawn from formulas'),
  distribution: choice(builtInDistributions)
    .optional()
    .describe('A built-in distribution fitted to recorded traffic, input and output jointly'),
  trace: text('the path of a trace')
    .optional()
    .describe('A recorded trace, replayed in order; path relative to this file, gzip and zstd allowed'),
  dataset: text('the path of a data set')
    .optional()
    .describe('A file of prompts (ShareGPT, OpenAI batch, CSV, JSON Lines, Parquet), sent in order as they are'),
  sessions: sessions
    .optional()
    .describe(
      'Sessions whose calls wait for the answers before: the path of a trace that has sessions, or formulas to draw them from',
    ),
  format: choice(['auto', ...formatNames])
    .default('auto')
    .describe('Format of the file; auto knows it by its content'),
  columns: columns.prefault({}).describe('Names of columns, for tables that name them in their own way'),
  skip: integer(0, 'a whole number of rows').default(0).describe('Rows of the file to leave out at its start'),
  take: integer(1, 'a whole number of rows').optional().describe('Rows of the file to use after that; default: all'),
  skipBadRows: flag().default(false).describe('Leave out rows that cannot be read, and count them'),
  sharing: flag()
    .default(true)
    .describe('Prompts begin alike as the trace says (prefix blocks, growing sessions); false: no two do'),
  missing: missing.prefault({}).describe('Lengths of rows that do not tell theirs'),
}

/** Where the lengths (and with arrival process trace also the times) of requests come from. */
export const source = mapping(fields, sourceKinds).superRefine((value, context) => {
  const named = kinds.filter((kind) => value[kind] !== undefined)
  if (named.length !== 1) {
    const second = named[1]
    const got = second === undefined ? 'none' : `${named.length} of them`
    const path = second === undefined ? [] : [second]
    context.addIssue({ code: 'custom', path, message: sourceKinds, params: { got } })
  }
  if (named.includes('trace') || named.includes('dataset') || typeof value.sessions === 'string') return
  for (const key of fileKeys) if (isSet(value, key)) refuse(key, context)
})

function isSet(value: Readonly<Record<string, unknown>>, key: (typeof fileKeys)[number]): boolean {
  const unset = fields[key].safeParse(undefined).data
  return JSON.stringify(value[key]) !== JSON.stringify(unset)
}

function refuse(key: string, context: z.RefinementCtx): void {
  context.addIssue({ code: 'custom', path: [key], message: `trace or dataset beside ${key}`, params: { got: 'none' } })
}
