import { formatNames } from '../../sources/formats/format-names.ts'
import { choice, duration, flag, mapping, positive, text } from '../fields.ts'

const words = 'a mapping such as {file: rates.csv} or {trace: trace.csv, every: 10s}'

/** Rates over time out of a file: written there, or counted in a trace whose prompts are not used. */
export const replay = mapping(
  {
    file: text('the path of a table of seconds and rates')
      .optional()
      .describe(
        'Table with columns seconds and rate (requests per second, from then to the next row); path relative to this file',
      ),
    trace: text('the path of a trace')
      .optional()
      .describe('Trace whose requests are counted; its lengths and texts are not used'),
    format: choice(['auto', ...formatNames])
      .optional()
      .describe('Format of the trace; default: auto, by its content'),
    every: duration('10s').optional().describe('Length of the spans in which the trace is counted; default: 10s'),
    skipBadRows: flag().optional().describe('Leave out rows that cannot be read, and count them; default: false'),
    speedup: positive('a factor').default(1).describe('Divides the times and multiplies the rates'),
  },
  words,
).superRefine((value, context) => {
  const { file, trace } = value
  if ((file === undefined) === (trace === undefined)) {
    const got = file === undefined ? 'none' : 'both'
    context.addIssue({ code: 'custom', message: 'exactly one of file and trace', params: { got } })
  }
  if (file === undefined) return
  for (const key of ['format', 'every'] as const) {
    if (value[key] === undefined) continue
    context.addIssue({ code: 'custom', path: [key], message: `trace beside ${key}`, params: { got: 'file' } })
  }
})
